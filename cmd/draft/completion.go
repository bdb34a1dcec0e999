package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
	"draft/templates"
)

// shells are those with a completion script.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:                   "completion bash|zsh|fish|powershell",
		GroupID:               groupLookUp,
		Short:                 "cmd.completion.short",
		Long:                  "cmd.completion.long",
		Example:               "source <(draft completion bash)",
		DisableFlagsInUseLine: true,
		Args:                  a.arguments(1, 1),
		ValidArgs:             shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			// The scripts run the program at every press of Tab. There are no descriptions, because to read them from the
			// catalogue would be slow.
			root := cmd.Root()
			switch args[0] {
			case "bash":
				if err := a.term.Product(bashWords); err != nil {
					return err
				}
				return root.GenBashCompletionV2(a.term.Out, false)
			case "zsh":
				return root.GenZshCompletionNoDesc(a.term.Out)
			case "fish":
				return root.GenFishCompletion(a.term.Out, false)
			case "powershell":
				return root.GenPowerShellCompletion(a.term.Out)
			}
			return view.Usage("usage.shell", lang.Args{"Value": args[0]}, cmd.CommandPath())
		},
	}
	annotate(cmd, view.ExitDone, view.ExitUsage)
	return cmd
}

// bashWords makes cobra's script for bash work where the package bash-completion is not loaded. Like the function of that package, it
// sets words, cword, cur and prev, with words that are not broken at = and :.
const bashWords = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
_get_comp_words_by_ref()
{
    local i before after=$COMP_LINE
    words=()
    cword=-1
    for ((i = 0; i <= COMP_CWORD; i++)); do
        before=$after
        after=${after#"${after%%[![:space:]]*}"}
        if [[ $before == "$after" && -n ${COMP_WORDS[i]} && $cword -ge 0 ]]; then
            words[cword]+=${COMP_WORDS[i]}
        else
            words[++cword]=${COMP_WORDS[i]}
        fi
        after=${after#"${COMP_WORDS[i]}"}
    done
    cur=${words[cword]}
    prev=
    ((cword > 0)) && prev=${words[cword-1]}
    return 0
}
fi

`

// completes reports whether a shell asks for completions.
func completes(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// addCompletions completes what the texts of the commands say: an ID in the usage line is a letter, and a value a|b in the usage of
// a flag is one of these. It is called only if a shell asks, because it reads the catalogue.
func (a *app) addCompletions(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		a.addCompletions(c)
	}
	if use := strings.TrimPrefix(cmd.Use, cmd.Name()); cmd.ValidArgsFunction == nil && strings.Contains(use, "ID") {
		cmd.ValidArgsFunction = a.completeLetters
	}
	fixed := func(values []string) cobra.CompletionFunc {
		return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value, _, _ := strings.Cut(afterCut(a.view.Text(f.Usage, nil), "`"), "`")
		switch {
		case f.Name == "account":
			_ = cmd.RegisterFlagCompletionFunc(f.Name, withoutArguments(a.completeAccounts))
		case f.Name == "like":
			_ = cmd.RegisterFlagCompletionFunc(f.Name, a.completeLetters)
		case f.Name == "kind":
			_ = cmd.RegisterFlagCompletionFunc(f.Name, withoutArguments(a.completeKinds))
		case f.Name == "status":
			_ = cmd.RegisterFlagCompletionFunc(f.Name, fixed(statusCodes()))
		case strings.Contains(value, "|") && value == strings.ToLower(value):
			_ = cmd.RegisterFlagCompletionFunc(f.Name, fixed(strings.Split(value, "|")))
		}
	})
}

// withoutArguments is a completion of a first argument, for a flag.
func withoutArguments(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return complete(cmd, nil, typed)
	}
}

// afterCut returns the text after a separator; "" if there is none.
func afterCut(text, separator string) string {
	_, after, _ := strings.Cut(text, separator)
	return after
}

// completeLetters completes the IDs of letters, the newest first.
func (a *app) completeLetters(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return a.letterIDs(func(store.Letter) bool { return true }), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// completeOpen completes the IDs of letters that can still be sent or changed, and files.
func (a *app) completeOpen(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return a.letterIDs(func(l store.Letter) bool { return l.Status.Open() }), cobra.ShellCompDirectiveDefault
}

// letterIDs returns the short IDs of some letters. Without a store there are none.
func (a *app) letterIDs(wanted func(store.Letter) bool) []string {
	a.onlyReads = true
	s, err := a.store()
	if err != nil {
		return nil
	}
	var ids []string
	for l, err := range s.List(context.Background(), store.Filter{}) {
		if err != nil {
			break
		}
		if wanted(l) {
			ids = append(ids, l.Short)
		}
	}
	return ids
}

// completeKinds completes every letter kind.
func (a *app) completeKinds(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offerKinds(args, func(string) bool { return true })
}

// completeNew completes the letter kinds that `draft new` writes. It includes broken ones, which are reported when they are
// used.
func (a *app) completeNew(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offerKinds(args, func(kind string) bool {
		t, err := a.config.LoadKind(kind)
		return err != nil || config.CheckStandalone(t) == nil
	})
}

// offerKinds completes the letter kinds for which offered returns true, as the only argument.
func (a *app) offerKinds(args []string, offered func(kind string) bool) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	origins, err := templates.List(a.config.TemplateFolder())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var kinds []string
	for _, o := range origins {
		if offered(o.Kind) {
			kinds = append(kinds, o.Kind)
		}
	}
	return kinds, cobra.ShellCompDirectiveNoFileComp
}

// completeSet completes --set with the names of the questions of a kind; "" is the kind that the first argument names.
func (a *app) completeSet(cmd *cobra.Command, kind string) {
	_ = cmd.RegisterFlagCompletionFunc("set", func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if kind == "" && len(args) > 0 {
			kind = args[0]
		}
		template, _ := cmd.Flags().GetString("template")
		return a.questionNames(template, kind, "", "="), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
}

// questionNames returns the names of the questions of a kind, with texts around them.
func (a *app) questionNames(template, kind, before, after string) []string {
	t, err := a.config.LoadAny(template, kind)
	if err != nil {
		return nil
	}
	names := make([]string, len(t.Fields))
	for i, q := range t.Fields {
		names[i] = before + q.Name + after
	}
	return names
}
