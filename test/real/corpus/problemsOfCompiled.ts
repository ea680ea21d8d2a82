import type { Problem } from './problem.ts';

const java: Omit<Problem, 'language'>[] = [
  {
    name: 'mostFrequent',
    asks: 'Write a static method mostFrequent(List<String> words) that returns the word that occurs most often; of several the one that comes first in the alphabet.',
    imports: 'import java.util.*;\n',
    head: 'class Solution {\n    public static String mostFrequent(List<String> words) {\n',
    body: '        Map<String, Integer> counts = new TreeMap<>();\n        for (String word : words) counts.merge(word, 1, Integer::sum);\n        String best = null;\n        for (Map.Entry<String, Integer> entry : counts.entrySet()) {\n            if (best == null || entry.getValue() > counts.get(best)) best = entry.getKey();\n        }\n        return best;\n',
    wrong:
      '        Map<String, Integer> counts = new TreeMap<>();\n        for (String word : words) counts.merge(word, 1, Integer::sum);\n        String best = null;\n        for (Map.Entry<String, Integer> entry : counts.entrySet()) {\n            if (best == null || entry.getValue() >= counts.get(best)) best = entry.getKey();\n        }\n        return best;\n',
    close: '    }\n}\n',
    demo: 'class Demo {\n    public static void main(String[] args) {\n        System.out.println(Solution.mostFrequent(List.of("b", "a", "b")));\n    }\n}\n',
    tests:
      'assert Solution.mostFrequent(List.of("b", "a", "b")).equals("b");\nassert Solution.mostFrequent(List.of("b", "a")).equals("a");',
  },
  {
    name: 'clamp',
    asks: 'Write a static method clamp(int x, int low, int high) in a class Solution: x, but not less than low and not more than high.',
    imports: '',
    head: 'public class Solution {\n    public static int clamp(int x, int low, int high) {\n',
    body: '        if (x < low) {\n            return low;\n        }\n        return x > high ? high : x;\n',
    wrong: '        if (x < low) {\n            return low;\n        }\n        return x;\n',
    close: '    }\n}\n',
    demo: 'class Demo {\n    public static void main(String[] args) {\n        System.out.println(Solution.clamp(5, 0, 3));\n    }\n}\n',
    tests:
      'import static org.junit.jupiter.api.Assertions.*;\nimport org.junit.jupiter.api.Test;\n\nclass SolutionTest {\n    @Test void high() { assertEquals(3, Solution.clamp(5, 0, 3)); }\n    @Test void low() { assertEquals(0, Solution.clamp(-1, 0, 3)); }\n}',
  },
];

const go: Omit<Problem, 'language'>[] = [
  {
    name: 'RunLengths',
    asks: 'Write a function RunLengths(text string) string that writes each run of one letter as its number and the letter: "aab" becomes "2a1b".',
    imports: 'package main\n\nimport (\n\t"fmt"\n\t"strings"\n)\n',
    helper: {
      name: 'oneRun',
      code: 'func oneRun(count int, letter byte) string {\n\treturn fmt.Sprintf("%d%c", count, letter)\n}\n',
    },
    head: 'func RunLengths(text string) string {\n',
    body: '\tvar out strings.Builder\n\tfor i := 0; i < len(text); {\n\t\tj := i\n\t\tfor j < len(text) && text[j] == text[i] {\n\t\t\tj++\n\t\t}\n\t\tout.WriteString(oneRun(j-i, text[i]))\n\t\ti = j\n\t}\n\treturn out.String()\n',
    wrong:
      '\tvar out strings.Builder\n\tfor i := 0; i < len(text); i++ {\n\t\tout.WriteString(oneRun(strings.Count(text, text[i:i+1]), text[i]))\n\t}\n\treturn out.String()\n',
    close: '}\n',
    demo: 'func main() {\n\tfmt.Println(RunLengths("aabbb"))\n}\n',
    tests:
      'func TestRunLengths(t *testing.T) {\n\tfor text, want := range map[string]string{"aab": "2a1b", "": "", "aba": "1a1b1a"} {\n\t\tif got := RunLengths(text); got != want {\n\t\t\tt.Errorf("%q: got %q", text, got)\n\t\t}\n\t}\n}',
  },
];

const rust: Omit<Problem, 'language'>[] = [
  {
    name: 'most_frequent',
    asks: 'Write a function most_frequent(words: &[&str]) -> Option<String>: the word that occurs most often; of several the one that comes first in the alphabet.',
    imports: 'use std::collections::BTreeMap;\n',
    helper: {
      name: 'counts_of',
      code: "fn counts_of<'a>(words: &[&'a str]) -> BTreeMap<&'a str, usize> {\n    let mut counts = BTreeMap::new();\n    for word in words {\n        *counts.entry(*word).or_insert(0) += 1;\n    }\n    counts\n}\n",
    },
    head: 'pub fn most_frequent(words: &[&str]) -> Option<String> {\n',
    body: '    let counts = counts_of(words);\n    let mut best: Option<(&str, usize)> = None;\n    for (word, count) in counts {\n        if best.map_or(true, |(_, most)| count > most) {\n            best = Some((word, count));\n        }\n    }\n    best.map(|(word, _)| word.to_string())\n',
    wrong:
      '    let counts = counts_of(words);\n    let mut best: Option<(&str, usize)> = None;\n    for (word, count) in counts {\n        if best.map_or(true, |(_, most)| count >= most) {\n            best = Some((word, count));\n        }\n    }\n    best.map(|(word, _)| word.to_string())\n',
    close: '}\n',
    demo: 'fn main() {\n    println!("{:?}", most_frequent(&["b", "a", "b"]));\n}\n',
    tests:
      '#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn first_of_several() {\n        assert_eq!(most_frequent(&["b", "a"]), Some("a".to_string()));\n        assert_eq!(most_frequent(&[]), None);\n    }\n}',
  },
];

const cpp: Omit<Problem, 'language'>[] = [
  {
    name: 'runLengths',
    asks: 'Write a function string runLengths(const string& text) that writes each run of one letter as its number and the letter: "aab" becomes "2a1b".',
    imports: '#include <iostream>\n#include <string>\n#include <vector>\nusing namespace std;\n',
    helper: {
      name: 'oneRun',
      code: 'string oneRun(int count, char letter) {\n    return to_string(count) + letter;\n}\n',
    },
    head: 'string runLengths(const string& text) {\n',
    body: '    string out;\n    size_t i = 0;\n    while (i < text.size()) {\n        size_t j = i;\n        while (j < text.size() && text[j] == text[i]) {\n            j++;\n        }\n        out += oneRun(static_cast<int>(j - i), text[i]);\n        i = j;\n    }\n    return out;\n',
    wrong:
      '    string out;\n    vector<int> counts(256, 0);\n    for (unsigned char letter : text) {\n        counts[letter]++;\n    }\n    for (int letter = 0; letter < 256; letter++) {\n        if (counts[letter] > 0) out += oneRun(counts[letter], static_cast<char>(letter));\n    }\n    return out;\n',
    close: '}\n',
    demo: 'int main() {\n    cout << runLengths("aabbb") << endl;\n    return 0;\n}\n',
    tests:
      '#include <cassert>\nint main() {\n    assert(runLengths("aab") == "2a1b");\n    assert(runLengths("aba") == "1a1b1a");\n    return 0;\n}',
  },
];

const c: Omit<Problem, 'language'>[] = [
  {
    name: 'second_largest',
    asks: 'Write a function int second_largest(const int *xs, int n) that returns the second largest of the different values, or INT_MIN where there is none.',
    imports: '#include <limits.h>\n#include <stdio.h>\n',
    helper: {
      name: 'larger',
      code: 'static int larger(int a, int b) {\n    return a > b ? a : b;\n}\n',
    },
    head: 'int second_largest(const int *xs, int n) {\n',
    body: '    int most = INT_MIN;\n    int second = INT_MIN;\n    for (int i = 0; i < n; i++) {\n        most = larger(most, xs[i]);\n    }\n    for (int i = 0; i < n; i++) {\n        if (xs[i] < most) {\n            second = larger(second, xs[i]);\n        }\n    }\n    return second;\n',
    wrong:
      '    int most = INT_MIN;\n    int second = INT_MIN;\n    for (int i = 0; i < n; i++) {\n        if (xs[i] >= most) {\n            second = most;\n            most = larger(most, xs[i]);\n        }\n    }\n    return second;\n',
    close: '}\n',
    demo: 'int main(void) {\n    int xs[] = {3, 1, 2};\n    printf("%d\\n", second_largest(xs, 3));\n    return 0;\n}\n',
    tests:
      '#include <assert.h>\nint main(void) {\n    int xs[] = {3, 1, 2};\n    assert(second_largest(xs, 3) == 2);\n    int same[] = {4, 4};\n    assert(second_largest(same, 2) == INT_MIN);\n    return 0;\n}',
  },
];

export const problemsOfCompiled: Problem[] = Object.entries({ java, go, rust, cpp, c }).flatMap(
  ([language, list]) => list.map((problem) => ({ language, ...problem })),
);
