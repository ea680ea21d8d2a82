import type { Assembled, RunInput } from '../../domain/run.ts';
import { childrenOf, partsOf, parse } from '../../code/text/parsers.ts';
import { countedRust } from '../checks/countedRust.ts';
import { split } from './splitSnippet.ts';
import { programText, replaced, snippetText, wantedValue } from '../checks/sourceText.ts';

/** The program's `main` gets another name, and one with the snippet follows. */
export function assembleRust(program: string, input: RunInput, windows: boolean, word?: string): Assembled {
  const snippet = snippetText(input.code ?? '');
  if (word !== undefined) return countedRust(withoutMain(programText(program)), snippet, word);
  const parts = split('rust', snippet, input.expectedValue !== undefined);
  const text = withoutMain(programText(program));
  if (
    partsOf('rust', snippet).some(
      ({ kind, text: own }) => kind === 'FunctionItem' && /\bfn\s+main\b/.test(own),
    )
  )
    return { code: `${text}\n// What follows runs the input.\n${snippet}\n`, reportsValue: false };
  const lines = ['fn main() {', ...parts.imports, ...parts.statements];
  const { expression } = parts;
  if (expression !== undefined) {
    const want = wantedValue(input);
    lines.push(
      `let touchstone_value = ${expression};`,
      'let touchstone_text = format!("{:?}", touchstone_value);',
      want === undefined
        ? 'let touchstone_want: Option<String> = None;'
        : `let touchstone_want: Option<String> = Some(format!("{:?}", ${want}));`,
      'touchstone_report(touchstone_text, touchstone_want);',
    );
  }
  lines.push('}');
  if (expression !== undefined) lines.push(reporter(windows));
  return {
    code: `${text}\n// What follows runs the input.\n${lines.join('\n')}\n`,
    reportsValue: expression !== undefined && !windows,
  };
}

function withoutMain(program: string): string {
  const pieces: { from: number; to: number; by: string }[] = [];
  for (const item of childrenOf(parse('rust', program)?.topNode ?? null)) {
    const found = item.name === 'AttributeItem' ? item.getChild('FunctionItem') : item;
    const name = found?.name === 'FunctionItem' ? found.getChild('BoundIdentifier') : null;
    if (name && program.slice(name.from, name.to) === 'main')
      pieces.push({ from: name.from, to: name.to, by: 'touchstone_program_main' });
  }
  return replaced(program, pieces);
}

/** Compares what is shown: an expected `1` may be of another type than the value, which would not compile. */
function reporter(windows: boolean): string {
  const send = windows
    ? 'if same == Some(false) { panic!("AssertionError: expected {}, found {}", want.unwrap_or_default(), text); }'
    : `let mut quoted = String::from("\\"");
    for c in text.chars() {
        match c { '"' => quoted.push_str("\\\\\\""), '\\\\' => quoted.push_str("\\\\\\\\"), c if (c as u32) < 32 => quoted.push_str(&format!("\\\\u{:04x}", c as u32)), c => quoted.push(c) }
    }
    quoted.push('"');
    let field = match same { Some(true) => ",\\"equal\\":true", Some(false) => ",\\"equal\\":false", None => "" };
    let mut channel = std::mem::ManuallyDrop::new(unsafe { <std::fs::File as std::os::unix::io::FromRawFd>::from_raw_fd(3) });
    let _ = std::io::Write::write_all(&mut *channel, format!("{{\\"value\\":{}{}}}\\n", quoted, field).as_bytes());`;
  return `#[allow(dead_code)]
fn touchstone_report(text: String, want: Option<String>) {
    let same = want.as_ref().map(|want| *want == text || match (want.parse::<f64>(), text.parse::<f64>()) {
        (Ok(a), Ok(b)) => a == b || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()),
        _ => false,
    });
    let text = if text.chars().count() > 10000 { text.chars().take(9999).chain(std::iter::once('…')).collect::<String>() } else { text };
    ${send}
}`;
}
