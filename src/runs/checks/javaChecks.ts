/** A piece of the tests in the file: its first and last line there, and its first line in the tests. */
export type JavaPlace = readonly [from: number, to: number, line: number];

/** The class that counts and says the last word. `legacy`: messages come first, as in JUnit 4. */
export function javaChecks(word: string, places: readonly JavaPlace[], legacy: boolean): string {
  return `class TouchstoneChecks {
static final int[][] PLACES = { ${places.map((place) => `{${place.join(', ')}}`).join(', ')} };
static int checks, failures;
static boolean guarded;
static String name = "";
static java.io.OutputStream channel = open();
static java.io.OutputStream open() {
java.io.FileDescriptor three = new java.io.FileDescriptor();
try {
java.lang.reflect.Field fd = java.io.FileDescriptor.class.getDeclaredField("fd");
try { fd.setAccessible(true); fd.setInt(three, 3); }
catch (RuntimeException closed) {
Class<?> kind = Class.forName("sun.misc.Unsafe");
java.lang.reflect.Field one = kind.getDeclaredField("theUnsafe");
one.setAccessible(true);
Object unsafe = one.get(null);
long at = (Long) kind.getMethod("objectFieldOffset", java.lang.reflect.Field.class).invoke(unsafe, fd);
kind.getMethod("putInt", Object.class, long.class, int.class).invoke(unsafe, three, at, 3);
}
} catch (ReflectiveOperationException none) { return java.io.OutputStream.nullOutputStream(); }
return new java.io.FileOutputStream(three);
}
static String quoted(String text) {
StringBuilder all = new StringBuilder("\\"");
for (char c : (text.length() > 300 ? text.substring(0, 300) : text).toCharArray()) {
if (c == '"' || c == '\\\\') all.append('\\\\').append(c);
else if (c < 32 || c > 126) all.append(String.format("\\\\u%04x", (int) c));
else all.append(c);
}
return all.append('"').toString();
}
static void say(String line) {
try { channel.write(("${word} " + line + "\\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)); channel.flush(); } catch (java.io.IOException gone) { }
}
static String field(String name, Object value) { return value == null ? "" : ",\\"" + name + "\\":" + (value instanceof Integer ? value : quoted(String.valueOf(value))); }
static void held() { checks++; guarded = false; }
static void guard() { checks++; guarded = true; }
static void lost(String fields) {
if (!guarded) checks++;
guarded = false;
failures++;
say("{\\"failed\\":{\\"n\\":" + checks + (name.isEmpty() ? "" : field("case", name)) + fields + "}}");
}
static int lineOf(StackTraceElement at) {
if (at.getFileName() == null || !at.getFileName().equals(new Throwable().getStackTrace()[0].getFileName())) return 0;
for (int[] place : PLACES) if (at.getLineNumber() >= place[0] && at.getLineNumber() <= place[1]) return at.getLineNumber() - place[0] + place[2];
return at.getLineNumber() < PLACES[0][0] ? -at.getLineNumber() : 0;
}
static String placeOf(Throwable error) {
String program = "";
for (StackTraceElement at : error.getStackTrace()) {
int line = lineOf(at);
if (line > 0) return program + field("line", line);
if (line < 0 && program.isEmpty()) program = field("program_line", -line);
}
return program;
}
static boolean check(boolean holds) {
if (holds) held(); else lost(placeOf(new Throwable()));
return holds;
}
static Object told(Object text) { lost(placeOf(new Throwable()) + field("message", text)); return text; }
static class Failed extends AssertionError {
Failed(String message) { super(message); }
}
static void fail(String expected, String got, String message) {
Failed failed = new Failed((message == null ? "" : message + ": ") + (expected == null ? "" : "expected " + expected + ", found " + got));
lost(placeOf(failed) + field("expected", expected) + field("got", got) + field("message", message));
throw failed;
}
/** Whether tests threw it on purpose. */
static boolean lose(Throwable error) {
if (error instanceof Failed) return true;
StackTraceElement[] trace = error.getStackTrace();
boolean own = trace.length > 0 && lineOf(trace[0]) > 0;
if (!own || error instanceof NullPointerException || error instanceof ClassCastException || error instanceof IndexOutOfBoundsException || error instanceof ArithmeticException || error instanceof LinkageError || error instanceof VirtualMachineError) return false;
lost(placeOf(error) + field("message", error.getMessage()));
return true;
}
static void exit(int code) {
if (code != 0) lost(placeOf(new Throwable()) + field("message", "exit " + code));
end("");
System.out.flush();
System.exit(code);
}
static void end(String obstacle) { say("{\\"end\\":{\\"checks\\":" + checks + ",\\"failed\\":" + failures + obstacle + "}}"); }
interface Action { void run() throws Throwable; }
static boolean attempt(String title, Action test) {
String outer = name;
name = title;
try { test.run(); return true; }
catch (Throwable error) {
Throwable real = error instanceof java.lang.reflect.InvocationTargetException ? error.getCause() : error;
if (real.getClass().getSimpleName().equals("TestAbortedException")) return true;
real.printStackTrace();
if (!lose(real)) lost(field("raised", real.toString()) + placeOf(real));
return false;
} finally { name = outer; }
}
static void run(Action tests) {
String obstacle = "";
int code = 0;
try { tests.run(); }
catch (Throwable error) {
System.err.print("Exception in thread \\"main\\" ");
error.printStackTrace();
code = 1;
if (!lose(error)) obstacle = ",\\"obstacle\\":{\\"kind\\":\\"raised\\"" + field("text", error.toString()) + placeOf(error) + "}";
}
System.out.flush();
end(obstacle);
if (code != 0 || failures > 0) System.exit(1);
}
static boolean has(java.lang.reflect.AnnotatedElement of, String... names) {
for (java.lang.annotation.Annotation one : of.getAnnotations()) for (String wanted : names) if (one.annotationType().getSimpleName().equals(wanted)) return true;
return false;
}
static Object valueOf(java.lang.reflect.AnnotatedElement of, String name, String field) {
for (java.lang.annotation.Annotation one : of.getAnnotations()) if (one.annotationType().getSimpleName().equals(name)) try { return one.annotationType().getDeclaredMethod(field).invoke(one); } catch (ReflectiveOperationException none) { }
return null;
}
static void each(java.util.List<java.lang.reflect.Method> methods, Object of, String... names) throws Throwable {
for (java.lang.reflect.Method one : methods) if (has(one, names)) one.invoke(java.lang.reflect.Modifier.isStatic(one.getModifiers()) ? null : of);
}
/** The methods of a class that are marked as tests. */
static void tests(Class<?> kind, Object outer) throws Throwable {
if (has(kind, "Disabled", "Ignore")) return;
java.util.List<java.lang.reflect.Method> methods = new java.util.ArrayList<>(java.util.Arrays.asList(kind.getDeclaredMethods()));
methods.sort(java.util.Comparator.comparing(java.lang.reflect.Method::getName));
for (java.lang.reflect.Method one : methods) one.setAccessible(true);
boolean any = false;
for (java.lang.reflect.Method one : methods) if (has(one, "Test", "ParameterizedTest", "RepeatedTest")) any = true;
if (any) each(methods, outer == null ? null : make(kind, outer), "BeforeAll", "BeforeClass");
for (java.lang.reflect.Method one : methods) {
if (!has(one, "Test", "ParameterizedTest", "RepeatedTest") || has(one, "Disabled", "Ignore")) continue;
for (Object[] given : given(one)) attempt(kind.getSimpleName() + "." + one.getName(), () -> {
Object self = make(kind, outer);
each(methods, self, "BeforeEach", "Before");
Class<?> wanted = (Class<?>) valueOf(one, "Test", "expected");
try {
if (wanted == null || wanted == Void.class) one.invoke(self, given);
else TouchstoneAsserts.assertThrows(wanted.asSubclass(Throwable.class), () -> { try { one.invoke(self, given); } catch (java.lang.reflect.InvocationTargetException error) { throw error.getCause(); } });
} finally { each(methods, self, "AfterEach", "After"); }
});
}
if (any) each(methods, null, "AfterAll", "AfterClass");
for (Class<?> inner : kind.getDeclaredClasses()) if (has(inner, "Nested")) tests(inner, make(kind, outer));
}
static Object make(Class<?> kind, Object outer) throws Throwable {
boolean inner = outer != null && !java.lang.reflect.Modifier.isStatic(kind.getModifiers());
java.lang.reflect.Constructor<?> one = inner ? kind.getDeclaredConstructor(outer.getClass()) : kind.getDeclaredConstructor();
one.setAccessible(true);
return inner ? one.newInstance(outer) : one.newInstance();
}
static java.util.List<Object[]> given(java.lang.reflect.Method of) {
java.util.List<Object[]> all = new java.util.ArrayList<>();
for (String field : new String[] { "ints", "longs", "doubles", "strings" }) {
Object values = valueOf(of, "ValueSource", field);
for (int i = 0; values != null && i < java.lang.reflect.Array.getLength(values); i++) all.add(new Object[] { java.lang.reflect.Array.get(values, i) });
}
Object rows = valueOf(of, "CsvSource", "value");
for (int i = 0; rows != null && i < java.lang.reflect.Array.getLength(rows); i++) {
String[] cells = ((String) java.lang.reflect.Array.get(rows, i)).split(",", -1);
Class<?>[] kinds = of.getParameterTypes();
Object[] row = new Object[kinds.length];
for (int j = 0; j < kinds.length; j++) row[j] = cell(j < cells.length ? cells[j].trim() : "", kinds[j]);
all.add(row);
}
if (of.getParameterCount() == 0) all.add(new Object[0]);
return all;
}
static Object cell(String text, Class<?> kind) {
if (kind == int.class || kind == Integer.class) return Integer.valueOf(text);
if (kind == long.class || kind == Long.class) return Long.valueOf(text);
if (kind == double.class || kind == Double.class) return Double.valueOf(text);
if (kind == boolean.class || kind == Boolean.class) return Boolean.valueOf(text);
if (kind == char.class || kind == Character.class) return text.charAt(0);
return text.startsWith("'") && text.endsWith("'") && text.length() > 1 ? text.substring(1, text.length() - 1) : text.isEmpty() ? null : text;
}
}
${asserts(legacy)}`;
}

/** JUnit's assertions. */
function asserts(legacy: boolean): string {
  return `class TouchstoneAsserts {
static String show(Object value) {
if (value instanceof String) return "\\"" + value + "\\"";
if (value == null || !value.getClass().isArray()) return String.valueOf(value);
String all = java.util.Arrays.deepToString(new Object[] { value });
return all.substring(1, all.length() - 1);
}
static boolean same(Object a, Object b) {
if (a instanceof Number && b instanceof Number && a.getClass() != b.getClass() && !(a instanceof java.math.BigDecimal) && !(b instanceof java.math.BigDecimal)) {
boolean real = a instanceof Double || a instanceof Float || b instanceof Double || b instanceof Float;
return real ? ((Number) a).doubleValue() == ((Number) b).doubleValue() : ((Number) a).longValue() == ((Number) b).longValue();
}
return java.util.Objects.equals(a, b);
}
static void judge(boolean holds, String expected, Object got, Object message) {
if (holds) TouchstoneChecks.held();
else TouchstoneChecks.fail(expected, show(got), message instanceof java.util.function.Supplier ? String.valueOf(((java.util.function.Supplier<?>) message).get()) : (String) message);
}
static boolean near(Object a, Object b, Object delta) {
double x = ((Number) a).doubleValue(), y = ((Number) b).doubleValue();
return x == y || Math.abs(x - y) <= ((Number) delta).doubleValue();
}
static void assertEquals(Object a, Object b) { judge(same(a, b), show(a), b, null); }
static void assertEquals(Object a, Object b, Object c) {
if (c instanceof Number && a instanceof Number && b instanceof Number) judge(near(a, b, c), show(a), b, null);
else if (${legacy}) judge(same(b, c), show(b), c, a);
else judge(same(a, b), show(a), b, c);
}
static void assertEquals(Object a, Object b, Object c, String d) { judge(near(a, b, c), show(a), b, d); }
static void assertEquals(Object a, Object b, Object c, java.util.function.Supplier<String> d) { judge(near(a, b, c), show(a), b, d); }
static void assertEquals(String message, double a, double b, double delta) { judge(near(a, b, delta), show(a), b, message); }
static void assertNotEquals(Object a, Object b) { judge(!same(a, b), "not " + show(a), b, null); }
static void assertNotEquals(Object a, Object b, Object c) { if (${legacy}) judge(!same(b, c), "not " + show(b), c, a); else judge(!same(a, b), "not " + show(a), b, c); }
static void assertTrue(boolean a) { judge(a, "true", a, null); }
static void assertTrue(boolean a, String message) { judge(a, "true", a, message); }
static void assertTrue(boolean a, java.util.function.Supplier<String> message) { judge(a, "true", a, message); }
static void assertTrue(String message, boolean a) { judge(a, "true", a, message); }
static void assertFalse(boolean a) { judge(!a, "false", a, null); }
static void assertFalse(boolean a, String message) { judge(!a, "false", a, message); }
static void assertFalse(String message, boolean a) { judge(!a, "false", a, message); }
static void assertNull(Object a) { judge(a == null, "null", a, null); }
static void assertNull(Object a, Object b) { if (${legacy}) judge(b == null, "null", b, a); else judge(a == null, "null", a, b); }
static void assertNotNull(Object a) { judge(a != null, "not null", a, null); }
static void assertNotNull(Object a, Object b) { if (${legacy}) judge(b != null, "not null", b, a); else judge(a != null, "not null", a, b); }
static void assertSame(Object a, Object b) { judge(a == b, show(a), b, null); }
static void assertNotSame(Object a, Object b) { judge(a != b, "not " + show(a), b, null); }
static boolean deep(Object a, Object b, Object delta) {
if (a == null || b == null || !a.getClass().isArray() || !b.getClass().isArray()) return delta != null && a instanceof Number && b instanceof Number ? near(a, b, delta) : same(a, b);
int size = java.lang.reflect.Array.getLength(a);
if (size != java.lang.reflect.Array.getLength(b)) return false;
for (int i = 0; i < size; i++) if (!deep(java.lang.reflect.Array.get(a, i), java.lang.reflect.Array.get(b, i), delta)) return false;
return true;
}
static void assertArrayEquals(Object a, Object b) { judge(deep(a, b, null), show(a), b, null); }
static void assertArrayEquals(Object a, Object b, Object c) {
if (a instanceof String) judge(deep(b, c, null), show(b), c, a);
else judge(deep(a, b, c instanceof Number ? c : null), show(a), b, c instanceof Number ? null : c);
}
static void assertIterableEquals(Iterable<?> a, Iterable<?> b) {
java.util.List<Object> x = new java.util.ArrayList<>(), y = new java.util.ArrayList<>();
a.forEach(x::add);
b.forEach(y::add);
judge(x.equals(y), show(x), y, null);
}
static <T> T assertInstanceOf(Class<T> kind, Object a) { judge(kind.isInstance(a), kind.getName(), a, null); return kind.cast(a); }
static <T extends Throwable> T assertThrows(Class<T> kind, TouchstoneChecks.Action run) { return assertThrows(kind, run, null); }
static <T extends Throwable> T assertThrows(Class<T> kind, TouchstoneChecks.Action run, Object message) {
Throwable found = null;
try { run.run(); } catch (Throwable error) { found = error; }
judge(kind.isInstance(found), kind.getName(), found, message);
return kind.cast(found);
}
static <T extends Throwable> T assertThrowsExactly(Class<T> kind, TouchstoneChecks.Action run) { return assertThrows(kind, run, null); }
static void assertDoesNotThrow(TouchstoneChecks.Action run) {
Throwable found = null;
try { run.run(); } catch (Throwable error) { found = error; }
judge(found == null, "no error", found, null);
}
static void assertAll(TouchstoneChecks.Action... all) throws Throwable { for (TouchstoneChecks.Action one : all) one.run(); }
static void assertAll(String name, TouchstoneChecks.Action... all) throws Throwable { assertAll(all); }
static <T> T fail() { TouchstoneChecks.fail(null, null, "fail()"); return null; }
static <T> T fail(String message) { TouchstoneChecks.fail(null, null, message); return null; }
}`;
}

/** Annotations that stand for JUnit's, by name. */
export const javaAnnotations: Readonly<Record<string, string>> = {
  Test: 'Class<?> expected() default Void.class; long timeout() default 0;',
  ParameterizedTest: 'String name() default "";',
  RepeatedTest: 'int value();',
  ValueSource:
    'int[] ints() default {}; long[] longs() default {}; double[] doubles() default {}; String[] strings() default {};',
  CsvSource: 'String[] value();',
  DisplayName: 'String value();',
  Tag: 'String value();',
  Order: 'int value();',
  Disabled: 'String value() default "";',
  Ignore: 'String value() default "";',
  Nested: '',
  ...Object.fromEntries(
    ['BeforeEach', 'AfterEach', 'BeforeAll', 'AfterAll', 'Before', 'After', 'BeforeClass', 'AfterClass'].map(
      (name) => [name, ''],
    ),
  ),
};
