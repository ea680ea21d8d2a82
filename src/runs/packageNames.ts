/** Names that packages have where they are installed, where those differ from what a program writes. */

function pairs(lines: string): Map<string, string> {
  return new Map(
    lines
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' ') as [string, string]),
  );
}

/** Distribution on PyPI by import name. */
export const distributions = pairs(`
  attr attrs
  bs4 beautifulsoup4
  Crypto pycryptodome
  cv2 opencv-python
  dateutil python-dateutil
  discord discord.py
  docx python-docx
  dns dnspython
  dotenv python-dotenv
  faiss faiss-cpu
  fitz PyMuPDF
  git GitPython
  github PyGithub
  google.cloud.bigquery google-cloud-bigquery
  google.cloud.storage google-cloud-storage
  google.generativeai google-generativeai
  google.protobuf protobuf
  googleapiclient google-api-python-client
  grpc grpcio
  Image pillow
  jose python-jose
  jwt PyJWT
  kafka kafka-python
  Levenshtein python-Levenshtein
  ldap python-ldap
  magic python-magic
  markdown Markdown
  mpl_toolkits matplotlib
  MySQLdb mysqlclient
  mysql.connector mysql-connector-python
  nacl PyNaCl
  OpenGL PyOpenGL
  OpenSSL pyOpenSSL
  PIL pillow
  pkg_resources setuptools
  pptx python-pptx
  psycopg2 psycopg2-binary
  pwn pwntools
  pydantic_settings pydantic-settings
  pythoncom pywin32
  pytorch_lightning pytorch-lightning
  rest_framework djangorestframework
  sentence_transformers sentence-transformers
  serial pyserial
  skimage scikit-image
  sklearn scikit-learn
  skopt scikit-optimize
  slugify python-slugify
  socks PySocks
  speech_recognition SpeechRecognition
  telegram python-telegram-bot
  usb pyusb
  websocket websocket-client
  win32api pywin32
  win32com pywin32
  wx wxPython
  yaml PyYAML
  zmq pyzmq
`);

/** Python's own modules, of any version and platform: where one is missing, no package would bring it. */
export const pythonStandard: ReadonlySet<string> = new Set(
  `abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect builtins bz2
  cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser
  contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
  dummy_threading email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib functools
  gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect
  io ipaddress itertools json keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math mimetypes mmap
  modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev
  parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
  pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors
  shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
  statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios
  test textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types
  typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
  zipfile zipimport zlib zoneinfo`.split(/\s+/),
);

/** Packages of the system that bring a header of C or C++. */
export const headers: readonly { pattern: RegExp; apt: string; brew?: string }[] = [
  { pattern: /^boost\//, apt: 'libboost-all-dev', brew: 'boost' },
  { pattern: /^curl\//, apt: 'libcurl4-openssl-dev', brew: 'curl' },
  { pattern: /^(?:eigen3\/)?Eigen\//, apt: 'libeigen3-dev', brew: 'eigen' },
  { pattern: /^fftw3\.h$/, apt: 'libfftw3-dev', brew: 'fftw' },
  { pattern: /^fmt\//, apt: 'libfmt-dev', brew: 'fmt' },
  { pattern: /^GL\//, apt: 'libgl-dev' },
  { pattern: /^GLFW\//, apt: 'libglfw3-dev', brew: 'glfw' },
  { pattern: /^glib\.h$/, apt: 'libglib2.0-dev', brew: 'glib' },
  { pattern: /^gmpxx?\.h$/, apt: 'libgmp-dev', brew: 'gmp' },
  { pattern: /^gsl\//, apt: 'libgsl-dev', brew: 'gsl' },
  { pattern: /^g(?:test|mock)\//, apt: 'libgmock-dev', brew: 'googletest' },
  { pattern: /^jansson\.h$/, apt: 'libjansson-dev', brew: 'jansson' },
  { pattern: /^mpfr\.h$/, apt: 'libmpfr-dev', brew: 'mpfr' },
  { pattern: /^mysql\//, apt: 'default-libmysqlclient-dev', brew: 'mysql-client' },
  { pattern: /^n?curses(?:\/.*)?(?:\.h)?$/, apt: 'libncurses-dev', brew: 'ncurses' },
  { pattern: /^nlohmann\//, apt: 'nlohmann-json3-dev', brew: 'nlohmann-json' },
  { pattern: /^omp\.h$/, apt: 'libomp-dev', brew: 'libomp' },
  { pattern: /^opencv2\//, apt: 'libopencv-dev', brew: 'opencv' },
  { pattern: /^openssl\//, apt: 'libssl-dev', brew: 'openssl' },
  { pattern: /^(?:postgresql\/)?libpq-fe\.h$/, apt: 'libpq-dev', brew: 'libpq' },
  { pattern: /^readline\//, apt: 'libreadline-dev', brew: 'readline' },
  { pattern: /^SDL2\//, apt: 'libsdl2-dev', brew: 'sdl2' },
  { pattern: /^SFML\//, apt: 'libsfml-dev', brew: 'sfml' },
  { pattern: /^sqlite3\.h$/, apt: 'libsqlite3-dev', brew: 'sqlite' },
  { pattern: /^tbb\//, apt: 'libtbb-dev', brew: 'tbb' },
  { pattern: /^uv\.h$/, apt: 'libuv1-dev', brew: 'libuv' },
  { pattern: /^X11\//, apt: 'libx11-dev' },
  { pattern: /^zlib\.h$/, apt: 'zlib1g-dev', brew: 'zlib' },
];
