/** A module that counts, and the macros that tests use in its name. `base`: lines of the file before the tests. */
export function rustChecks(word: string, base: number): string {
  return `#[allow(dead_code, unused)]
mod touchstone_checks {
    use std::cell::{Cell, RefCell};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
    const BASE: u32 = ${base};
    static CHECKS: AtomicUsize = AtomicUsize::new(0);
    static GUARDED: AtomicBool = AtomicBool::new(false);
    static FAILED: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static CASE: RefCell<String> = RefCell::new(String::new());
        static SAID: Cell<bool> = Cell::new(false);
        static QUIET: Cell<bool> = Cell::new(false);
        static PLACE: Cell<u32> = Cell::new(0);
    }
    fn quoted(text: &str) -> String {
        let mut all = String::from("\\"");
        for c in text.chars().take(300) {
            match c { '"' => all.push_str("\\\\\\""), '\\\\' => all.push_str("\\\\\\\\"), c if (c as u32) < 32 => all.push_str(&format!("\\\\u{:04x}", c as u32)), c => all.push(c) }
        }
        all.push('"');
        all
    }
    fn say(line: String) {
        let mut channel = std::mem::ManuallyDrop::new(unsafe { <std::fs::File as std::os::unix::io::FromRawFd>::from_raw_fd(3) });
        let _ = std::io::Write::write_all(&mut *channel, format!("${word} {}\\n", line).as_bytes());
    }
    fn field(name: &str, text: Option<String>) -> String {
        text.map_or(String::new(), |text| format!(",\\"{}\\":{}", name, quoted(&text)))
    }
    fn case() -> Option<String> {
        CASE.with(|case| Some(case.borrow().clone()).filter(|name| !name.is_empty()))
    }
    fn place() -> String {
        match PLACE.with(Cell::get) { 0 => String::new(), line if line > BASE => format!(",\\"line\\":{}", line - BASE), line => format!(",\\"program_line\\":{}", line) }
    }
    fn lost(fields: String) {
        let n = if GUARDED.swap(false, SeqCst) { CHECKS.load(SeqCst) } else { CHECKS.fetch_add(1, SeqCst) + 1 };
        FAILED.fetch_add(1, SeqCst);
        say(format!("{{\\"failed\\":{{\\"n\\":{}{}{}}}}}", n, field("case", case()), fields));
    }
    pub fn held() {
        CHECKS.fetch_add(1, SeqCst);
        GUARDED.store(false, SeqCst);
    }
    pub fn guard() {
        CHECKS.fetch_add(1, SeqCst);
        GUARDED.store(true, SeqCst);
    }
    pub fn failed(line: u32, text: &str, op: &str, expected: Option<String>, got: Option<String>, message: Option<String>) {
        if QUIET.with(Cell::get) { return; }
        SAID.with(|said| said.set(true));
        lost(format!(",\\"line\\":{},\\"text\\":{},\\"op\\":{}{}{}{}", line - BASE.min(line), quoted(text), quoted(op), field("expected", expected), field("got", got), field("message", message)));
    }
    pub fn holds(ok: bool, line: u32, text: &str) {
        if ok { held() } else { failed(line, text, "", None, None, None); std::panic!("assertion failed: {}", text) }
    }
    /** What a panic said that is no check's. */
    fn attempt(tests: impl FnOnce()) -> Option<String> {
        SAID.with(|said| said.set(false));
        PLACE.with(|place| place.set(0));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(tests)).err()?;
        if SAID.with(Cell::get) { return Some(String::new()); }
        let text = caught.downcast_ref::<&str>().map(|text| text.to_string()).or_else(|| caught.downcast_ref::<String>().cloned());
        Some(text.filter(|text| !text.is_empty()).unwrap_or_else(|| String::from("panic")))
    }
    pub trait Outcome {
        fn fault(self) -> Option<String>;
        fn tells() -> bool { true }
    }
    impl Outcome for () {
        fn fault(self) -> Option<String> { None }
        fn tells() -> bool { false }
    }
    impl<T, E: std::fmt::Debug> Outcome for Result<T, E> {
        fn fault(self) -> Option<String> { self.err().map(|error| format!("{:?}", error)) }
    }
    fn settle<R: Outcome>(outcome: R) {
        match outcome.fault() { Some(text) => lost(field("raised", Some(text))), None => if R::tells() { held() } }
    }
    pub fn test<R: Outcome>(name: &str, run: impl FnOnce() -> R, panics: bool) {
        CASE.with(|case| *case.borrow_mut() = name.to_string());
        QUIET.with(|quiet| quiet.set(panics));
        let raised = attempt(|| settle(run()));
        QUIET.with(|quiet| quiet.set(false));
        match raised {
            Some(_) if panics => held(),
            None if panics => lost(field("message", Some(String::from("no panic")))),
            Some(text) if !text.is_empty() => lost(format!("{}{}", field("raised", Some(text)), place())),
            _ => {}
        }
        CASE.with(|case| case.borrow_mut().clear());
    }
    pub fn run<R: Outcome>(tests: impl FnOnce() -> R) {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if let Some(at) = info.location() { if at.file().ends_with(file!().rsplit('/').next().unwrap_or("")) { PLACE.with(|place| place.set(at.line())) } }
            usual(info);
        }));
        let raised = attempt(|| settle(tests()));
        let obstacle = match raised { Some(text) if !text.is_empty() => format!(",\\"obstacle\\":{{\\"kind\\":\\"raised\\"{}{}}}", field("text", Some(text)), place()), _ => String::new() };
        end(obstacle)
    }
    fn end(obstacle: String) -> ! {
        let failed = FAILED.load(SeqCst);
        let code = if failed > 0 { 1 } else if obstacle.is_empty() { 0 } else { 101 };
        say(format!("{{\\"end\\":{{\\"checks\\":{},\\"failed\\":{}{}}}}}", CHECKS.load(SeqCst), failed, obstacle));
        std::process::exit(code)
    }
    pub fn exit(code: i32) -> ! {
        if code != 0 { lost(field("message", Some(format!("exit {}", code)))) }
        end(String::new())
    }
}
#[allow(unused_macros)]
macro_rules! assert {
    ($ok:expr $(,)?) => { if $ok { crate::touchstone_checks::held() } else { crate::touchstone_checks::failed(line!(), stringify!($ok), "", None, None, None); std::panic!("assertion failed: {}", stringify!($ok)) } };
    ($ok:expr, $($say:tt)+) => { if $ok { crate::touchstone_checks::held() } else { let said = format!($($say)+); crate::touchstone_checks::failed(line!(), stringify!($ok), "", None, None, Some(said.clone())); std::panic!("{}", said) } };
}
#[allow(unused_macros)]
macro_rules! touchstone_compare {
    ($l:expr, $r:expr, $op:tt, $name:tt, $say:expr) => { match (&$l, &$r) { (l, r) => if *l $op *r { crate::touchstone_checks::held() } else {
        let said: Option<String> = $say;
        crate::touchstone_checks::failed(line!(), stringify!($l), stringify!($op), Some(format!("{:?}", r)), Some(format!("{:?}", l)), said.clone());
        std::panic!("assertion \`left {} right\` failed{}\\n  left: {:?}\\n right: {:?}", stringify!($op), said.map_or(String::new(), |said| format!(": {}", said)), l, r)
    } } };
}
#[allow(unused_macros)]
macro_rules! assert_eq { ($l:expr, $r:expr $(,)?) => { touchstone_compare!($l, $r, ==, eq, None) }; ($l:expr, $r:expr, $($say:tt)+) => { touchstone_compare!($l, $r, ==, eq, Some(format!($($say)+))) }; }
#[allow(unused_macros)]
macro_rules! assert_ne { ($l:expr, $r:expr $(,)?) => { touchstone_compare!($l, $r, !=, ne, None) }; ($l:expr, $r:expr, $($say:tt)+) => { touchstone_compare!($l, $r, !=, ne, Some(format!($($say)+))) }; }
#[allow(unused_macros)]
macro_rules! debug_assert { ($($all:tt)*) => { assert!($($all)*) }; }
#[allow(unused_macros)]
macro_rules! debug_assert_eq { ($($all:tt)*) => { assert_eq!($($all)*) }; }
#[allow(unused_macros)]
macro_rules! debug_assert_ne { ($($all:tt)*) => { assert_ne!($($all)*) }; }
#[allow(unused_macros)]
macro_rules! panic {
    () => { { crate::touchstone_checks::failed(line!(), "panic!()", "", None, None, None); std::panic!() } };
    ($($say:tt)+) => { { let said = format!($($say)+); crate::touchstone_checks::failed(line!(), "panic!", "", None, None, Some(said.clone())); std::panic!("{}", said) } };
}`;
}
