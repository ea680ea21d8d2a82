import type { HostileProgram } from './types.ts';

/** Programs whose output is the weapon. */
export const output: HostileProgram[] = [
  {
    name: 'flood of stdout',
    language: 'python',
    code: 'import sys\nfor _ in range(1000): sys.stdout.write("x" * 65535 + "\\n")',
    end: 0,
    floods: 60_000_000,
  },
  { name: 'flood without a newline', language: 'bash', code: 'yes | tr -d "\\n"', limit: ['time'], floods: 1_000_000 },
  { name: 'flood of stderr', language: 'bash', code: 'yes >&2', limit: ['time'], floods: 1_000_000 },
  {
    name: 'flood of both, binary',
    language: 'bash',
    code: 'cat /dev/urandom & cat /dev/urandom >&2',
    limit: ['time'],
    floods: 1_000_000,
  },
  {
    name: 'flood of single bytes',
    language: 'c',
    code: '#include <unistd.h>\nint main(void) { for (int i = 0; i < 220000; i++) write(1, "x", 1); }\n',
    end: 0,
    floods: 20_000,
    timeoutMs: 30_000,
  },
  {
    name: 'flood of the report',
    language: 'python',
    code: 'import os\nline = b\'{"value": "x"}\\n\' * 5000\nwhile True: os.write(3, line)',
    limit: ['time'],
  },
  {
    name: 'terminal escapes',
    language: 'python',
    code: 'print("\\x1b]0;title\\x07\\x1b[2J\\x1b[31mred\\x1b]52;c;cHduZWQ=\\x07\\x9b31m\\x1bc\\r\\x08\\u202egnp")',
    end: 0,
    prints: /red/,
  },
  {
    name: 'never reads its stdin',
    language: 'python',
    code: 'import os\nos.close(0)\nprint("done")',
    end: 0,
    prints: /done/,
  },
  {
    name: 'writes after its reader is gone',
    language: 'python',
    code: 'import os\nos.close(1)\ntry: os.write(1, b"x")\nexcept OSError as e: os.write(2, str(e).encode())',
    end: 0,
  },
];
