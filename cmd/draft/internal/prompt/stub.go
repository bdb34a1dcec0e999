package prompt

func (d *drawn) Key(string) error { return nil }
func (p *plain) Key(string) error { return nil }
