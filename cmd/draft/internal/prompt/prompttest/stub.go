package prompttest

func (s *Script) Key(string) error { return nil }
