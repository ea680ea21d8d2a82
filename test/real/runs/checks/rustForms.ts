import type { CheckedForm } from './checkedForm.ts';

const right =
  'use std::collections::HashMap;\npub fn double(n: i64) -> i64 { 2 * n }\npub fn safe(n: i64) -> Result<i64, String> { if n < 0 { panic!("negative") } else { Ok(2 * n) } }\nfn main() { println!("MAIN"); }';
const wrong: [string, string][] = [
  ['{ 2 * n }', '{ n * n }'],
  ['Ok(2 * n)', 'Err("no".to_string())'],
  ['panic!("negative")', 'Ok(0)'],
];

export const rustForms: CheckedForm[] = [
  {
    name: 'assertions',
    tests: 'assert_eq!(double(2), 4);\nassert_eq!(double(3), 6, "of {}", 3);',
    failed: { n: 2, line: 2, text: 'double(3)', op: '==', expected: '6', got: '9', message: 'of 3' },
  },
  {
    name: 'assert! and assert_ne!',
    tests: 'assert_ne!(double(3), 9);\nassert!(double(1) == 2 && true, "one")',
  },
  { name: 'a comparison that stands alone', tests: 'let n = 3;\ndouble(n) == 6' },
  { name: 'an if that panics', tests: 'if double(3) != 6 {\n    panic!("not {}", 6);\n}' },
  { name: 'an if that ends the process', tests: 'if double(3) != 6 {\n    std::process::exit(1);\n}' },
  {
    name: 'its own main',
    tests:
      'use std::collections::HashMap;\nfn main() {\n    let candidate = double;\n    assert_eq!(candidate(3), 6);\n    let _: HashMap<i32, i32> = HashMap::new();\n}',
  },
  {
    name: 'published tests with a brace',
    tests: '}\n\nfn main() {\n    let candidate = double;\n    assert_eq!(candidate(3), 6);\n}\n',
  },
  {
    name: 'a module of tests',
    tests:
      '#[cfg(test)]\nmod tests {\n    use super::*;\n    use std::collections::HashMap;\n\n    #[test]\n    fn small() {\n        assert_eq!(double(0), 0);\n    }\n    #[test]\n    fn three() {\n        let _m: HashMap<i32, i32> = HashMap::new();\n        assert_eq!(double(3), 6);\n    }\n}\n',
    failed: { n: 2, case: 'tests::three', line: 13, text: 'double(3)', op: '==', expected: '6', got: '9' },
  },
  {
    name: 'test functions alone',
    tests: 'fn helper() -> i64 { 6 }\n#[test]\nfn three() {\n    assert_eq!(double(3), helper());\n}',
  },
  { name: 'a result', tests: '#[test]\nfn safely() -> Result<(), String> {\n    safe(3)?;\n    Ok(())\n}' },
  {
    name: 'should panic',
    tests: '#[test]\n#[should_panic(expected = "negative")]\nfn negative() {\n    let _ = safe(-1);\n}',
  },
].map((form) => ({ language: 'rust', right, wrong, ...form }));
