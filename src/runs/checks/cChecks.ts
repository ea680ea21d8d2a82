/** Functions that count, and an `assert` that `NDEBUG` has no say in: C that is C++ as well. */
export function cChecks(word: string): string {
  return `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int touchstone_checks, touchstone_failures, touchstone_guarded, touchstone_line;
static const char *touchstone_case = "";
static char touchstone_program[] = "main", *touchstone_arguments[] = {touchstone_program, 0};
static void touchstone_say(const char *kind, const char *more) {
  static char line[16000];
  int size = snprintf(line, sizeof line, "${word} {\\"%s\\":{%s}}\\n", kind, more);
  if (size > 0 && write(3, line, (size_t)size) < 0) return;
}
static void touchstone_field(char *out, const char *name, const char *text) {
  if (!text || !*text) return;
  out += strlen(out);
  out += sprintf(out, ",\\"%s\\":\\"", name);
  for (int n = 0; *text && n < 300; text++, n++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\\\') { *out++ = '\\\\'; *out++ = (char)c; }
    else if (c < 32) out += sprintf(out, "\\\\u%04x", c);
    else *out++ = (char)c;
  }
  strcpy(out, "\\"");
}
static void touchstone_held(void) { touchstone_checks++; touchstone_guarded = 0; }
static void touchstone_guard(void) { touchstone_checks++; touchstone_guarded = 1; }
static void touchstone_lost(int line, const char *text, const char *message, const char *raised) {
  static char more[12000];
  if (!touchstone_guarded) touchstone_checks++;
  touchstone_guarded = 0;
  touchstone_failures++;
  sprintf(more, "\\"n\\":%d", touchstone_checks);
  touchstone_field(more, "case", touchstone_case);
  if (line > 0) sprintf(more + strlen(more), ",\\"line\\":%d", line);
  touchstone_field(more, "text", text);
  if (text) strcat(more, ",\\"op\\":\\"\\"");
  touchstone_field(more, "message", message);
  touchstone_field(more, "raised", raised);
  touchstone_say("failed", more);
}
static void touchstone_end(const char *raised) {
  static char more[6000];
  sprintf(more, "\\"checks\\":%d,\\"failed\\":%d", touchstone_checks, touchstone_failures);
  if (raised) { strcat(more, ",\\"obstacle\\":{\\"kind\\":\\"raised\\""); touchstone_field(more, "text", raised); strcat(more, "}"); }
  fflush(stdout);
  touchstone_say("end", more);
}
static void touchstone_failed(int line, const char *text) {
  touchstone_lost(line, text, 0, 0);
  touchstone_end(0);
  fprintf(stderr, "tests:%d: Assertion \`%s' failed.\\n", line, text);
  abort();
}
static int touchstone_at(int line) { touchstone_line = line; return 0; }
static void touchstone_exit(int code) {
  char text[40];
  sprintf(text, "exit %d", code);
  if (code != 0) touchstone_lost(0, 0, text, 0);
  touchstone_end(0);
  exit(code);
}
static void touchstone_result(int code, int tells) {
  char text[40];
  sprintf(text, "main: %d", code);
  if (code != 0) touchstone_lost(0, 0, text, 0);
  else if (tells) touchstone_held();
}
static void touchstone_truth(int held, const char *name) {
  if (held) touchstone_held();
  else touchstone_lost(0, name, 0, 0);
}
#undef NDEBUG
#undef assert
#define assert(...) ((__VA_ARGS__) ? touchstone_held() : touchstone_failed(__LINE__, #__VA_ARGS__))`;
}

/** Runs the calls, says the last word. */
export function cMain(language: 'c' | 'cpp', calls: readonly string[]): string {
  const end = 'touchstone_end(0);\nreturn touchstone_failures > 0;\n}';
  if (language === 'c') return `signed main(void) {\n${calls.join('\n')}\n${end}`;
  return `#include <exception>
static signed touchstone_raised(const char *what) {
  if (touchstone_line > 0) touchstone_lost(touchstone_line, 0, what, 0);
  touchstone_end(touchstone_line > 0 ? 0 : what);
  fprintf(stderr, "terminate called after throwing an exception: %s\\n", what);
  return 134;
}
signed main() {
try {
${calls.join('\n')}
} catch (const std::exception &error) { return touchstone_raised(error.what()); } catch (...) { return touchstone_raised("exception"); }
${end}`;
}
