package desktop

import "testing"

func TestFetch(t *testing.T) {
	paths := []string{"/home/u/closure-qr.png", "/home/u/my letters/x.png"}
	for connection, want := range map[string]string{
		"":                             "",
		"10.0.0.9 50022":               "",
		"10.0.0.9 50022 10.0.0.2 22":   `scp u@10.0.0.2:/home/u/closure-qr.png 'u@10.0.0.2:/home/u/my letters/x.png' .`,
		"10.0.0.9 50022 10.0.0.2 2222": `scp -P 2222 u@10.0.0.2:/home/u/closure-qr.png 'u@10.0.0.2:/home/u/my letters/x.png' .`,
		"fe80::1 50022 2001:db8::1 22": `scp u@\[2001:db8::1]:/home/u/closure-qr.png 'u@[2001:db8::1]:/home/u/my letters/x.png' .`,
	} {
		d := Desktop{Env: func(name string) (string, bool) {
			value := map[string]string{"SSH_CONNECTION": connection, "USER": "u"}[name]
			return value, value != ""
		}}
		if got := d.Fetch(paths); got != want {
			t.Errorf("%q: %s", connection, got)
		}
	}
}

func TestTunnel(t *testing.T) {
	for connection, want := range map[string]string{
		"":                             "",
		"10.0.0.9 50022 10.0.0.2 22":   "ssh -N -L 8765:127.0.0.1:8765 u@10.0.0.2",
		"10.0.0.9 50022 10.0.0.2 2222": "ssh -N -L 8765:127.0.0.1:8765 -p 2222 u@10.0.0.2",
		"fe80::1 50022 2001:db8::1 22": "ssh -N -L 8765:127.0.0.1:8765 u@2001:db8::1",
	} {
		d := Desktop{Env: func(name string) (string, bool) {
			value := map[string]string{"SSH_CONNECTION": connection, "USER": "u"}[name]
			return value, value != ""
		}}
		if got := d.Tunnel(8765); got != want {
			t.Errorf("%q: %s", connection, got)
		}
	}
}
