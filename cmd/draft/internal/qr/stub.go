package qr

type Code struct{ Text string }

func Encode(text string) ([]Code, error) { return []Code{{text}}, nil }
func (c Code) Cells() (int, int)         { return 93, 47 }
func (c Code) Screen() string            { return "QR\n" }
func (c Code) PNG() ([]byte, error)      { return []byte("png"), nil }
