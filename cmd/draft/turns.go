package main

// turn is a question of a command that asks for what no flag has said.
type turn struct {
	wanted func() bool // whether it is to be asked, as the answers before it are
	ask    func(first bool) error
}

// askInTurn asks questions one after another. Whoever goes back is asked the one before again.
func askInTurn(turns []turn) error {
	var asked []int
	for i := 0; i < len(turns); {
		if !turns[i].wanted() {
			i++
			continue
		}
		err := turns[i].ask(len(asked) == 0)
		switch {
		case isBack(err) && len(asked) > 0:
			i = asked[len(asked)-1]
			asked = asked[:len(asked)-1]
		case err != nil:
			return err
		default:
			asked = append(asked, i)
			i++
		}
	}
	return nil
}

// missing returns whether a flag was not given. It is called before the questions, whose answers fill in the flag.
func missing(flag string) func() bool {
	return func() bool { return flag == "" }
}
