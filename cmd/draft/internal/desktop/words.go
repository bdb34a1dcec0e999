package desktop

// Words splits a command line into a program and its arguments, as the platform's shell does. Nothing is expanded.
func Words(line string) ([]string, error) { return splitCommand(line) }
