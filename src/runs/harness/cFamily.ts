import type { Assembled, RunInput } from '../../domain/run.ts';
import { countedC } from '../checks/countedC.ts';
import { split } from './splitSnippet.ts';
import { javascriptString, programText, snippetText, wantedValue } from '../checks/sourceText.ts';

/** Headers that a snippet needs, by the words in it. */
const headers: Record<'c' | 'cpp', readonly (readonly [words: RegExp, header: string])[]> = {
  c: [
    [/\bassert\s*\(/, 'assert.h'],
    [/\b(?:printf|puts|putchar|fprintf|sprintf|snprintf|stdout|stderr)\b/, 'stdio.h'],
    [/\b(?:malloc|calloc|realloc|free|exit|abort|atoi|abs|NULL|size_t)\b/, 'stdlib.h'],
    [/\b(?:strcmp|strncmp|strlen|strcpy|strcat|memcmp|memcpy|memset)\b/, 'string.h'],
    [/\b(?:fabs|sqrt|pow|floor|ceil|isnan|INFINITY|NAN)\b/, 'math.h'],
    [/\bu?int(?:8|16|32|64)_t\b/, 'stdint.h'],
    [/\b(?:INT|LONG|LLONG|UINT|CHAR)_(?:MAX|MIN)\b/, 'limits.h'],
  ],
  cpp: [
    [/\bassert\s*\(/, 'cassert'],
    [/\b(?:printf|puts|putchar)\b/, 'cstdio'],
    [/\b(?:cout|cerr|endl)\b/, 'iostream'],
    [/\bstring\b/, 'string'],
    [/\bvector\b/, 'vector'],
    [/\bmap\b/, 'map'],
    [/\bset\b/, 'set'],
    [/\bunordered_map\b/, 'unordered_map'],
    [/\bunordered_set\b/, 'unordered_set'],
    [/\b(?:pair|make_pair)\b/, 'utility'],
    [/\btuple\b/, 'tuple'],
    [/\boptional\b/, 'optional'],
    [/\b(?:sort|max|min|equal)\b/, 'algorithm'],
    [/\b(?:fabs|abs|sqrt|pow)\b/, 'cmath'],
    [/\b(?:unique_ptr|shared_ptr|make_unique|make_shared)\b/, 'memory'],
  ],
};

/** The program's `main` gets another name, and one with the snippet follows. */
export function assembleC(
  language: 'c' | 'cpp',
  program: string,
  input: RunInput,
  windows: boolean,
  word?: string,
): Assembled {
  const snippet = snippetText(input.code ?? '');
  const parts = split(language, snippet, input.expectedValue !== undefined);
  const want = wantedValue(input);
  const { expression } = parts;
  const reports = expression !== undefined && !parts.hasMain;
  const used = `${snippet}\n${want ?? ''}`;
  const includes = headers[language]
    .filter(([words]) => words.test(used))
    .map(([, header]) => `#include <${header}>`);
  const text = programText(program);
  const keywords = redefined(text);
  const renamed = text.replace(tokens, (token) => (token === 'main' ? 'touchstone_program_main' : token));
  if (word !== undefined) return countedC({ language, text: renamed, keywords }, snippet, includes, word);
  const main = [
    'signed main(void) {',
    ...parts.statements,
    ...(reports ? [valueOf(language, expression, want)] : []),
    'return 0;',
    '}',
  ];
  const code = [
    renamed,
    '// What follows runs the input.',
    ...keywords.flatMap((word) => [`#pragma push_macro("${word}")`, `#undef ${word}`]),
    ...new Set([...includes, ...parts.imports]),
    ...(reports ? [language === 'c' ? cReporter(windows) : cppReporter(windows)] : []),
    ...keywords.map((word) => `#pragma pop_macro("${word}")`),
    ...parts.declarations,
    ...(parts.hasMain ? [] : main),
    '',
  ];
  return { code: code.join('\n'), reportsValue: reports && !windows };
}

/** Remarks, texts and characters, and the name of the function that is started. */
const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\bmain\b(?=\s*\()/g;

/** Words of the language that the program means something else with (`#define int long long`). */
function redefined(program: string): string[] {
  const names = [...program.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)\b/gm)].map((match) => match[1] ?? '');
  const words =
    /^(?:int|long|short|char|float|double|unsigned|signed|bool|void|return|for|while|do|if|else|struct|class|const|auto|static|endl)$/;
  return [...new Set(names)].filter((name) => words.test(name));
}

function valueOf(language: 'c' | 'cpp', expression: string, want: string | undefined): string {
  const text = javascriptString(want ?? '');
  if (language === 'c')
    return want === undefined
      ? `touchstone_report(TOUCHSTONE_BOX(${expression}), 0, TOUCHSTONE_BOX(0), ${text});`
      : `touchstone_report(TOUCHSTONE_BOX(${expression}), 1, TOUCHSTONE_BOX(${want}), ${text});`;
  return want === undefined
    ? `touchstone_input::report(${expression});`
    : `{ auto&& touchstone_value = ${expression}; typename std::decay<decltype(touchstone_value)>::type touchstone_want = ${want}; touchstone_input::report(touchstone_value, touchstone_want, ${text}); }`;
}

function cReporter(windows: boolean): string {
  return `#include <stdio.h>
#include <string.h>
#include <stdlib.h>
${windows ? '' : '#include <unistd.h>'}
struct touchstone_box { int kind; long long i; unsigned long long u; double d; const char *s; const void *p; };
static struct touchstone_box touchstone_i(long long i) { struct touchstone_box b = {0}; b.kind = 'i'; b.i = i; b.d = (double)i; return b; }
static struct touchstone_box touchstone_u(unsigned long long u) { struct touchstone_box b = {0}; b.kind = 'u'; b.u = u; b.i = (long long)u; b.d = (double)u; return b; }
static struct touchstone_box touchstone_d(double d) { struct touchstone_box b = {0}; b.kind = 'd'; b.d = d; return b; }
static struct touchstone_box touchstone_c(int c) { struct touchstone_box b = touchstone_i(c); b.kind = 'c'; return b; }
static struct touchstone_box touchstone_s(const char *s) { struct touchstone_box b = {0}; b.kind = s ? 's' : 'p'; b.s = s; return b; }
static struct touchstone_box touchstone_p(const void *p) { struct touchstone_box b = {0}; b.kind = 'p'; b.p = p; return b; }
#define TOUCHSTONE_BOX(x) _Generic((x), _Bool: touchstone_i, char: touchstone_c, signed char: touchstone_i, short: touchstone_i, int: touchstone_i, long: touchstone_i, long long: touchstone_i, unsigned char: touchstone_u, unsigned short: touchstone_u, unsigned int: touchstone_u, unsigned long: touchstone_u, unsigned long long: touchstone_u, float: touchstone_d, double: touchstone_d, long double: touchstone_d, char *: touchstone_s, const char *: touchstone_s, default: touchstone_p)(x)
static void touchstone_report(struct touchstone_box value, int wanted, struct touchstone_box want, const char *want_text) {
  char number[64], text[40000], *out = text;
  const char *in = number;
  switch (value.kind) {
    case 'i': snprintf(number, sizeof number, "%lld", value.i); break;
    case 'u': snprintf(number, sizeof number, "%llu", value.u); break;
    case 'd': snprintf(number, sizeof number, "%.17g", value.d); if (strtod(number, 0) == value.d) { char brief[64]; snprintf(brief, sizeof brief, "%.15g", value.d); if (strtod(brief, 0) == value.d) strcpy(number, brief); } break;
    case 'c': snprintf(number, sizeof number, "'%c'", (char)value.i); break;
    case 's': in = value.s; break;
    default: if (value.p) snprintf(number, sizeof number, "%p", value.p); else strcpy(number, "NULL");
  }
  if (value.kind == 's') { memcpy(out, "\\\\\\"", 2); out += 2; }
  for (size_t n = 0; *in && n < 9990; in++, n++) {
    unsigned char c = (unsigned char)*in;
    if (value.kind == 's' && (c == '"' || c == '\\\\')) { memcpy(out, "\\\\\\\\\\\\", 3); out += 3; *out++ = (char)c; }
    else if (c == '"' || c == '\\\\') { *out++ = '\\\\'; *out++ = (char)c; }
    else if (c < 32) { snprintf(out, 8, "\\\\u%04x", c); out += 6; if (out > text + sizeof text - 64) break; }
    else *out++ = (char)c;
  }
  if (value.kind == 's') { memcpy(out, "\\\\\\"", 2); out += 2; }
  *out = 0;
  int same = 0;
  if (wanted) {
    if (value.kind == 's' && want.kind == 's') same = strcmp(value.s, want.s) == 0;
    else if (value.kind == 'p' || value.kind == 's' || want.kind == 'p' || want.kind == 's') same = value.s == want.s && value.p == want.p && want.i == 0 && value.i == 0;
    else if (value.kind == 'd' || want.kind == 'd') { double a = value.d, b = want.d, g = a > b ? a - b : b - a, m = (a < 0 ? -a : a) > (b < 0 ? -b : b) ? (a < 0 ? -a : a) : (b < 0 ? -b : b); same = a == b || g <= 1e-9 * m; }
    else same = value.i == want.i;
  }
  ${
    windows
      ? 'if (wanted && !same) { fprintf(stderr, "AssertionError: expected %s, found %s\\n", want_text, text); exit(1); }'
      : `(void)want_text; fflush(stdout);
  char line[40100];
  int size = snprintf(line, sizeof line, "{\\"value\\":\\"%s\\"%s}\\n", text, wanted ? same ? ",\\"equal\\":true" : ",\\"equal\\":false" : "");
  if (write(3, line, (size_t)size) < 0) return;`
  }
}`;
}

function cppReporter(windows: boolean): string {
  return `#include <sstream>
#include <string>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>
${windows ? '' : '#include <unistd.h>'}
namespace touchstone_input {
inline void show(std::ostream& out, const std::string& value) { out << '"' << value << '"'; }
inline void show(std::ostream& out, const char* value) { out << '"' << value << '"'; }
inline void show(std::ostream& out, const bool& value) { out << (value ? "true" : "false"); }
inline void show(std::ostream& out, const char& value) { out << '\\'' << value << '\\''; }
inline void show(std::ostream& out, const double& value) { out.precision(15); if (std::isfinite(value)) { std::ostringstream brief; brief.precision(15); brief << value; if (std::strtod(brief.str().c_str(), 0) != value) out.precision(17); } out << value; }
template <class T> void show(std::ostream& out, const T& value);
template <class T> auto printable(int) -> decltype(std::declval<std::ostream&>() << std::declval<const T&>(), std::true_type());
template <class T> std::false_type printable(...);
template <class T> auto ranged(int) -> decltype(std::declval<const T&>().begin() != std::declval<const T&>().end(), std::true_type());
template <class T> std::false_type ranged(...);
template <class T> auto paired(int) -> decltype(std::declval<const T&>().first, std::declval<const T&>().second, std::true_type());
template <class T> std::false_type paired(...);
template <class T> auto held(int) -> decltype(std::declval<const T&>().has_value(), *std::declval<const T&>(), std::true_type());
template <class T> std::false_type held(...);
template <class T> void brackets(std::ostream& out, const T& value, std::true_type) {
  bool first = true;
  out << '{';
  for (const auto& item : value) { if (!first) out << ", "; first = false; show(out, item); }
  out << '}';
}
template <class T> void pieces(std::ostream& out, const T& value, std::true_type) { out << '{'; show(out, value.first); out << ", "; show(out, value.second); out << '}'; }
template <class T> void optional(std::ostream& out, const T& value, std::true_type) { if (value.has_value()) show(out, *value); else out << "nullopt"; }
template <class T> void optional(std::ostream& out, const T&, std::false_type) { out << "(a value that cannot be printed)"; }
template <class T> void pieces(std::ostream& out, const T& value, std::false_type) { optional(out, value, decltype(held<T>(0))()); }
template <class T> void brackets(std::ostream& out, const T& value, std::false_type) { pieces(out, value, decltype(paired<T>(0))()); }
template <class T> void other(std::ostream& out, const T& value, std::true_type) { out << value; }
template <class T> void other(std::ostream& out, const T& value, std::false_type) { brackets(out, value, decltype(ranged<T>(0))()); }
template <class T> void show(std::ostream& out, const T& value) { other(out, value, decltype(printable<T>(0))()); }
template <class T> std::string text(const T& value) { std::ostringstream out; show(out, value); return out.str(); }
inline void send(const std::string& value, const char* field) {
  ${
    windows
      ? '(void)value; (void)field;'
      : `std::fflush(stdout);
  std::string line = "{\\"value\\":\\"";
  std::size_t n = 0;
  for (unsigned char c : value) {
    if (++n > 9999) break;
    if (c == '"' || c == '\\\\') { line += '\\\\'; line += (char)c; }
    else if (c < 32) { char hex[8]; std::snprintf(hex, sizeof hex, "\\\\u%04x", c); line += hex; }
    else line += (char)c;
  }
  line += '"'; line += field; line += "}\\n";
  if (write(3, line.data(), line.size()) < 0) return;`
  }
}
template <class T> bool same(const T& a, const T& b) { return a == b || text(a) == text(b); }
inline bool same(const double& a, const double& b) { return a == b || std::fabs(a - b) <= 1e-9 * std::fmax(std::fabs(a), std::fabs(b)); }
inline bool same(const char* a, const char* b) { return std::string(a) == b; }
template <class T> void report(const T& value) { send(text(value), ""); }
template <class T> void report(const T& value, const T& want, const char* want_text) {
  bool equal = same(value, want);
  send(text(value), equal ? ",\\"equal\\":true" : ",\\"equal\\":false");
  ${windows ? 'if (!equal) { std::fprintf(stderr, "AssertionError: expected %s, found %s\\n", want_text, text(value).c_str()); std::exit(1); }' : '(void)want_text;'}
}
}`;
}
