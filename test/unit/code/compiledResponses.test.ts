import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { programOf, type Program } from '../../../src/code/program.ts';

/** Two parts of one program in each language, as models write them, and what it prints. */
const programs: Record<string, { parts: [string, string]; output: string }[]> = {
  go: [
    {
      parts: [
        'package main\n\nimport (\n\t"fmt"\n\t"strings"\n)\n\n// reverse turns the words around.\nfunc reverse(s string) string {\n\twords := strings.Fields(s)\n\tfor i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {\n\t\twords[i], words[j] = words[j], words[i]\n\t}\n\treturn strings.Join(words, " ")\n}\n',
        'func main() {\n\tfmt.Println(reverse("a b c"))\n}\n',
      ],
      output: 'c b a\n',
    },
    {
      parts: [
        'package main\n\nimport "fmt"\n\ntype Stack[T any] struct {\n\titems []T\n}\n\nfunc (s *Stack[T]) Push(item T) {\n\ts.items = append(s.items, item)\n}\n',
        'func main() {\n\ts := &Stack[int]{}\n\ts.Push(1)\n\tif len(s.items) != 1 {\n\t\tpanic("empty")\n\t}\n\tfmt.Println(s.items)\n}\n',
      ],
      output: '[1]\n',
    },
  ],
  rust: [
    {
      parts: [
        'use std::collections::HashMap;\n\n/// Counts the words.\nfn count(text: &str) -> HashMap<String, usize> {\n    let mut counts = HashMap::new();\n    for word in text.split_whitespace() {\n        *counts.entry(word.to_string()).or_insert(0) += 1;\n    }\n    counts\n}\n',
        'fn main() {\n    let counts = count("a b a");\n    println!("{:?}", counts.get("a"));\n}\n',
      ],
      output: 'Some(2)\n',
    },
    {
      parts: [
        '#[derive(Debug, Clone)]\npub struct Point {\n    x: f64,\n    y: f64,\n}\n\nimpl Point {\n    pub fn length(&self) -> f64 {\n        (self.x * self.x + self.y * self.y).sqrt()\n    }\n}\n',
        'fn main() {\n    let p = Point { x: 3.0, y: 4.0 };\n    assert_eq!(p.length(), 5.0);\n}\n',
      ],
      output: 'Point { x: 3.0, y: 4.0 }\n',
    },
  ],
  java: [
    {
      parts: [
        'import java.util.*;\n\npublic class Solution {\n    /** Whether all are different. */\n    public static boolean unique(int[] nums) {\n        Set<Integer> seen = new HashSet<>();\n        for (int n : nums) {\n            if (!seen.add(n)) {\n                return false;\n            }\n        }\n        return true;\n    }\n}\n',
        'class Main {\n    public static void main(String[] args) {\n        System.out.println(Solution.unique(new int[] {1, 2}));\n    }\n}\n',
      ],
      output: 'true\n',
    },
    {
      parts: [
        'interface Shape {\n    double area();\n}\n\nclass Circle implements Shape {\n    private final double r;\n    Circle(double r) { this.r = r; }\n    @Override\n    public double area() {\n        return Math.PI * r * r;\n    }\n}\n',
        'public class Main {\n    public static void main(String[] args) {\n        Shape s = new Circle(2);\n        System.out.printf("%.2f%n", s.area());\n    }\n}\n',
      ],
      output: '12.57\n',
    },
  ],
  c: [
    {
      parts: [
        '#include <stdio.h>\n#include <string.h>\n\n/* Turns a text around. */\nvoid reverse(char *s) {\n    size_t n = strlen(s);\n    for (size_t i = 0; i < n / 2; i++) {\n        char c = s[i];\n        s[i] = s[n - 1 - i];\n        s[n - 1 - i] = c;\n    }\n}\n',
        'int main(void) {\n    char text[] = "abc";\n    reverse(text);\n    printf("%s\\n", text);\n    return 0;\n}\n',
      ],
      output: 'cba\n',
    },
    {
      parts: [
        '#include <stdlib.h>\n#include <stdio.h>\n\ntypedef struct Node {\n    int value;\n    struct Node *next;\n} Node;\n\nNode *push(Node *head, int value) {\n    Node *node = malloc(sizeof(Node));\n    node->value = value;\n    node->next = head;\n    return node;\n}\n',
        'int main() {\n    Node *list = push(NULL, 3);\n    printf("%d\\n", list->value);\n    free(list);\n}\n',
      ],
      output: '3\n',
    },
  ],
  cpp: [
    {
      parts: [
        '#include <iostream>\n#include <vector>\n\n// The largest of them.\nint largest(const std::vector<int>& v) {\n    int best = v[0];\n    for (int x : v) {\n        if (x > best) best = x;\n    }\n    return best;\n}\n',
        'int main() {\n    std::vector<int> v = {1, 5, 2};\n    std::cout << largest(v) << std::endl;\n    return 0;\n}\n',
      ],
      output: '5\n',
    },
    {
      parts: [
        '#include <bits/stdc++.h>\nusing namespace std;\n\ntemplate <typename T>\nclass Stack {\npublic:\n    void push(T x) { items.push_back(x); }\n    T top() const { return items.back(); }\nprivate:\n    vector<T> items;\n};\n',
        'int main() {\n    Stack<string> s;\n    s.push("a");\n    cout << s.top() << "\\n";\n}\n',
      ],
      output: 'a\n',
    },
  ],
};

/** Without the places it was found at. */
function plain(program: Program | undefined): Program | undefined {
  return program && { language: program.language, code: program.code, blocks: program.blocks };
}

const names: Record<string, string> = { go: 'Go', rust: 'Rust', java: 'Java', c: 'C', cpp: 'C++' };

for (const [language, all] of Object.entries(programs))
  describe(`a response in ${names[language]}`, () => {
    for (const [i, { parts, output }] of all.entries()) {
      const [first, second] = parts;
      const name = names[language] ?? '';
      test(`${i}: untagged blocks are joined, prose and output left out`, () => {
        const text = `Here is how I would do it in ${name}:\n\n\`\`\`\n${first}\`\`\`\n\nThen start it, as follows.\n\n\`\`\`\n${second}\`\`\`\n\nOutput:\n\n\`\`\`\n${output}\`\`\`\n\nIt takes linear time, since each element is looked at once.\n`;
        assert.deepEqual(plain(programOf(text)), { language, code: `${first}\n${second}`, blocks: [0, 1] });
      });
      test(`${i}: an untagged block, after one for the shell`, () => {
        const text = `Save this:\n\n\`\`\`\n${first}\n${second}\`\`\`\n\nand run it:\n\n\`\`\`bash\n./run main\n\`\`\`\n`;
        const program = programOf(text, { taskLanguage: name });
        assert.deepEqual([program?.language, program?.blocks], [language, [0]]);
      });
      test(`${i}: code without fences`, () => {
        assert.deepEqual(plain(programOf(`${first}\n${second}`)), {
          language,
          code: `${first}\n${second}`,
          blocks: [],
        });
      });
      test(`${i}: a tagged block beside data and output`, () => {
        const text = `\`\`\`${language}\n${first}\n${second}\`\`\`\n\nGiven\n\n\`\`\`json\n{"a": 1}\n\`\`\`\n\nit prints:\n\n\`\`\`\n${output}\`\`\`\n`;
        assert.deepEqual(programOf(text)?.blocks, [0]);
      });
    }
  });
