import type { HostileProgram } from './types.ts';

/** Programs that talk. */
export const network: HostileProgram[] = [
  {
    name: 'TCP to loopback',
    language: 'python',
    control: true,
    code: ({ tcpPort }) => `import socket
for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0"):
    try: socket.create_connection((host, ${tcpPort}), 1).sendall(b"hello"); print("connected")
    except OSError as e: print("refused")`,
    end: 0,
    prints: /refused/,
  },
  {
    name: 'every local port',
    language: 'javascript',
    code: ({ tcpPort }) => `const net = require('node:net');
let open = 0, left = 0;
for (let port = ${tcpPort} - 100; port < ${tcpPort} + 100; port++) { left++;
  const s = net.connect(port, '127.0.0.1', () => { open++; s.end('hello'); });
  s.on('error', () => {}).on('close', () => { if (--left === 0) console.log('open', open); }); }`,
    end: 0,
    prints: /open 0/,
  },
  {
    name: 'UDP to loopback',
    language: 'python',
    control: true,
    code: ({ udpPort }) => `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(5):
    try: s.sendto(b"hello", ("127.0.0.1", ${udpPort}))
    except OSError as e: print(e)
print("sent")`,
    prints: /sent/,
  },
  {
    name: 'a socket with a path, as of a container service',
    language: 'python',
    control: true,
    code: ({ socketPath }) => `import socket, glob
for path in (${JSON.stringify(socketPath)}, "/proc/1/root" + ${JSON.stringify(socketPath)}, "/var/run/docker.sock", "/run/docker.sock", "/run/dbus/system_bus_socket", "/run/user/1000/bus", "/tmp/.X11-unix/X0"):
    s = socket.socket(socket.AF_UNIX)
    try: s.connect(path); s.sendall(b"hello"); print("connected", path)
    except OSError as e: print("refused")`,
    prints: /refused/,
  },
  {
    name: 'a socket with an abstract name',
    language: 'python',
    control: true,
    code: ({ abstractName }) => `import socket
s = socket.socket(socket.AF_UNIX)
try: s.connect("\\0${abstractName}"); s.sendall(b"hello"); print("connected")
except OSError as e: print("refused")
print(open("/proc/net/unix").read())`,
    prints: /refused/,
  },
  {
    name: 'the internet',
    language: 'python',
    code: `import socket, urllib.request
for host in ("1.1.1.1", "93.184.216.34", "169.254.169.254", "10.0.0.1", "2606:4700:4700::1111"):
    try: socket.create_connection((host, 80), 1); print("connected")
    except OSError as e: print("refused", e.errno)
try: urllib.request.urlopen("http://example.com", timeout=1); print("connected")
except OSError: print("refused")`,
    prints: /^(refused.*\n)+$/,
  },
  {
    name: 'names',
    language: 'javascript',
    code: `const dns = require('node:dns');
dns.lookup('example.com', (e) => console.log('lookup', e?.code));
dns.resolve('example.com', (e) => console.log('resolve', e?.code));
console.log(require('node:os').hostname(), JSON.stringify(require('node:os').networkInterfaces()));`,
    prints: /sandbox/,
  },
  {
    name: 'raw sockets, netlink and vsock',
    language: 'python',
    code: `import socket
for family, kind, proto, address in ((socket.AF_INET, socket.SOCK_RAW, 1, ("127.0.0.1", 0)), (socket.AF_PACKET, socket.SOCK_RAW, 768, ("lo", 0)), (socket.AF_VSOCK, socket.SOCK_STREAM, 0, (2, 22))):
    try: s = socket.socket(family, kind, proto); s.settimeout(1); s.connect(address) if family != socket.AF_PACKET else s.bind(address); print("opened", family)
    except OSError as e: print("refused", family)`,
    end: 0,
    prints: /^(refused.*\n)+$/,
  },
];
