package photo

func WithoutLocation(data []byte) ([]byte, bool, error) { return data, false, nil }
