/** What the functions below import, by the name that they call it. */
export const goImports = {
  touchstonefmt: 'fmt',
  touchstonejson: 'encoding/json',
  touchstoneos: 'os',
  touchstoneruntime: 'runtime',
  touchstonestrings: 'strings',
};

/** The file that tests say to be in: a panic there is their own. */
export const goTests = 'touchstone_tests';

/** Functions that count, and what stands for `testing.T`. */
export function goChecks(word: string): string {
  return `type touchstoneFields = map[string]any
var touchstoneChecks, touchstoneFailures int
var touchstoneGuarded bool
var touchstoneCase string
func touchstoneSay(kind string, fields touchstoneFields) {
	text, _ := touchstonejson.Marshal(touchstoneFields{kind: fields})
	touchstoneos.NewFile(3, "report").WriteString("${word} " + string(text) + "\\n")
}
func touchstoneHeld() { touchstoneChecks++; touchstoneGuarded = false }
func touchstoneGuard() { touchstoneChecks++; touchstoneGuarded = true }
func touchstoneLost(fields touchstoneFields) {
	if !touchstoneGuarded { touchstoneChecks++ }
	touchstoneGuarded = false
	touchstoneFailures++
	fields["n"] = touchstoneChecks
	if touchstoneCase != "" { fields["case"] = touchstoneCase }
	for name, value := range fields {
		if text, ok := value.(string); ok && len([]rune(text)) > 300 { fields[name] = string([]rune(text)[:300]) }
	}
	touchstoneSay("failed", fields)
}
func touchstoneHere(skip int) touchstoneFields {
	fields := touchstoneFields{}
	if _, file, line, ok := touchstoneruntime.Caller(skip + 1); ok && touchstonestrings.HasSuffix(file, "${goTests}") { fields["line"] = line }
	return fields
}
func touchstoneCheck(ok bool, line int, text string) {
	if ok { touchstoneHeld() } else { touchstoneLost(touchstoneFields{"line": line, "text": text, "op": ""}) }
}
func touchstoneEnd(obstacle touchstoneFields) {
	fields := touchstoneFields{"checks": touchstoneChecks, "failed": touchstoneFailures}
	if obstacle != nil { fields["obstacle"] = obstacle }
	touchstoneSay("end", fields)
}
func touchstoneFatal() {
	touchstoneLost(touchstoneHere(1))
	touchstoneEnd(nil)
}
func touchstoneExit(exit func(int), code int) {
	if code != 0 {
		fields := touchstoneHere(1)
		fields["message"] = touchstonefmt.Sprintf("exit %d", code)
		touchstoneLost(fields)
	}
	touchstoneEnd(nil)
	exit(code)
}
// What a panic was, and whether the tests panicked on purpose.
func touchstoneCaught(value any) (touchstoneFields, bool) {
	callers := make([]uintptr, 64)
	frames := touchstoneruntime.CallersFrames(callers[:touchstoneruntime.Callers(0, callers)])
	fields, seen := touchstoneFields{"text": touchstonefmt.Sprint(value)}, false
	own := false
	touchstonefmt.Fprintf(touchstoneos.Stderr, "panic: %v\\n\\n", value)
	for more := true; more; {
		var frame touchstoneruntime.Frame
		frame, more = frames.Next()
		if frame.Function == "runtime.gopanic" { seen = true; continue }
		if !seen || touchstonestrings.HasPrefix(frame.Function, "runtime.") { continue }
		if touchstonestrings.HasPrefix(frame.Function, "main.touchstone") && !touchstonestrings.HasSuffix(frame.File, "${goTests}") { continue }
		touchstonefmt.Fprintf(touchstoneos.Stderr, "%s()\\n\\t%s:%d\\n", frame.Function, frame.File, frame.Line)
		inTests := touchstonestrings.HasSuffix(frame.File, "${goTests}")
		_, first := fields["line"]
		_, inProgram := fields["program_line"]
		if first || !(inTests || touchstonestrings.HasSuffix(frame.File, "main.go")) { continue }
		if inTests { fields["line"] = frame.Line; own = !inProgram } else if !inProgram { fields["program_line"] = frame.Line }
	}
	if _, fault := value.(touchstoneruntime.Error); fault { own = false }
	return fields, own
}
func touchstoneRun(tests func()) {
	var obstacle touchstoneFields
	func() {
		defer func() {
			value := recover()
			if value == nil { return }
			fields, own := touchstoneCaught(value)
			if own {
				touchstoneLost(touchstoneFields{"line": fields["line"], "message": fields["text"]})
			} else {
				fields["kind"] = "raised"
				obstacle = fields
			}
		}()
		tests()
	}()
	touchstoneEnd(obstacle)
	if obstacle != nil { touchstoneos.Exit(2) }
	if touchstoneFailures > 0 { touchstoneos.Exit(1) }
}
type touchstoneT struct {
	N int
	name string
	failed, skipped bool
	cleanups []func()
}
type touchstoneM struct{}
func (m *touchstoneM) Run() int { return touchstoneFailures }
func touchstoneTest(name string, run func(*touchstoneT), tells bool) bool {
	t := &touchstoneT{name: name}
	outer, before, done, whole := touchstoneCase, touchstoneChecks, make(chan bool), false
	touchstoneCase = name
	go func() {
		defer close(done)
		defer func() {
			if value := recover(); value != nil {
				fields, own := touchstoneCaught(value)
				text := "raised"
				if own { text = "message" }
				fields[text] = fields["text"]
				delete(fields, "text")
				t.failed = true
				touchstoneLost(fields)
			}
			for i := len(t.cleanups) - 1; i >= 0; i-- { t.cleanups[i]() }
		}()
		run(t)
		whole = true
	}()
	<-done
	if !whole && !t.failed && !t.skipped {
		t.failed = true
		touchstoneLost(touchstoneFields{"message": "the test did not come to its end"})
	}
	if tells && !t.failed && !t.skipped && touchstoneChecks == before { touchstoneHeld() }
	touchstoneCase = outer
	return !t.failed
}
func (t *touchstoneT) lost(message string) {
	t.failed = true
	fields := touchstoneHere(2)
	if message != "" { fields["message"] = touchstonestrings.TrimSpace(message) }
	touchstonefmt.Fprintf(touchstoneos.Stderr, "%s: %s\\n", t.name, touchstonestrings.TrimSpace(message))
	touchstoneLost(fields)
}
func (t *touchstoneT) Error(all ...any) { t.lost(touchstonefmt.Sprintln(all...)) }
func (t *touchstoneT) Errorf(format string, all ...any) { t.lost(touchstonefmt.Sprintf(format, all...)) }
func (t *touchstoneT) Fatal(all ...any) { t.lost(touchstonefmt.Sprintln(all...)); touchstoneruntime.Goexit() }
func (t *touchstoneT) Fatalf(format string, all ...any) { t.lost(touchstonefmt.Sprintf(format, all...)); touchstoneruntime.Goexit() }
func (t *touchstoneT) Fail() { t.lost("") }
func (t *touchstoneT) FailNow() { t.lost(""); touchstoneruntime.Goexit() }
func (t *touchstoneT) Log(all ...any) { touchstonefmt.Fprintln(touchstoneos.Stderr, all...) }
func (t *touchstoneT) Logf(format string, all ...any) { touchstonefmt.Fprintf(touchstoneos.Stderr, format+"\\n", all...) }
func (t *touchstoneT) Skip(all ...any) { t.skipped = true; touchstoneruntime.Goexit() }
func (t *touchstoneT) Skipf(format string, all ...any) { t.Skip() }
func (t *touchstoneT) SkipNow() { t.Skip() }
func (t *touchstoneT) Skipped() bool { return t.skipped }
func (t *touchstoneT) Failed() bool { return t.failed }
func (t *touchstoneT) Name() string { return t.name }
func (t *touchstoneT) Helper() {}
func (t *touchstoneT) Parallel() {}
func (t *touchstoneT) ResetTimer() {}
func (t *touchstoneT) ReportAllocs() {}
func (t *touchstoneT) TempDir() string { folder, _ := touchstoneos.MkdirTemp("", "test"); return folder }
func (t *touchstoneT) Setenv(name, value string) { touchstoneos.Setenv(name, value) }
func (t *touchstoneT) Cleanup(run func()) { t.cleanups = append(t.cleanups, run) }
func (t *touchstoneT) Run(name string, run func(*touchstoneT)) bool {
	held := touchstoneTest(t.name+"/"+touchstonestrings.ReplaceAll(name, " ", "_"), run, true)
	if !held { t.failed = true }
	return held
}`;
}
