package autosave

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// The names on disk are a format: a later release must find the letters of this one.
func TestNamesOnDisk(t *testing.T) {
	s := keyspace{folder: t.TempDir(), key: fileName("refund")}
	if s.numbered(1) != "refund" || s.numbered(2) != "refund.2" {
		t.Errorf("%q, %q", s.numbered(1), s.numbered(2))
	}
	if pid, ok := s.process("refund.p4711-K3V9QRST"); !ok || pid != 4711 {
		t.Errorf("process %d, %v", pid, ok)
	}
	if path := s.unlockedDir().path; !strings.Contains(path, "refund.p"+strconv.Itoa(os.Getpid())+"-") {
		t.Errorf("without locks the folder is %q", path)
	}
	for _, other := range []string{"refund", "refund.p4711", "refund.p-A", "refund.p0-A", "refunds.p4711-A", "refund.2"} {
		if pid, ok := s.process(other); ok {
			t.Errorf("%q is taken for a folder of process %d", other, pid)
		}
	}
	for name, want := range map[string]int{"refund.2": 2, "refund.aside-7": 0, "refund.02": 0, "refund.0": 0, "refund.-1": 0, "refund": 0} {
		if n, ok := s.number(name, "."); ok != (want > 0) || ok && n != want {
			t.Errorf("%q has the number %d, %v", name, n, ok)
		}
	}
}

// A key that a file system might not accept gets a name with its digest, so that two keys never share a folder.
func TestFileName(t *testing.T) {
	long := strings.Repeat("a", 81)
	seen := map[string]string{}
	for _, key := range []string{"", "refund", "Refund", "REFUND", "a/b", "a_b", "../a", "a", long, long + "a", "退款"} {
		name := fileName(key)
		if before, ok := seen[name]; ok {
			t.Errorf("%q and %q are both called %q", before, key, name)
		}
		seen[name] = key
		if name == "" || len(name) > 80 || strings.ContainsAny(name, `/\.`) || strings.ToLower(name) != name {
			t.Errorf("%q is called %q", key, name)
		}
	}
	if fileName("refund") != "refund" {
		t.Error("a plain key does not name its own folder")
	}
}
