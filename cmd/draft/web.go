package main

import (
	"context"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/cmd/draft/internal/web"
)

// webOptions is one run of `draft web`.
type webOptions struct {
	app       *app
	port      int
	noBrowser bool
}

func newWeb(a *app) *cobra.Command {
	w := &webOptions{app: a}
	cmd := &cobra.Command{
		Use:     "web",
		GroupID: groupWrite,
		Short:   "cmd.web.short",
		Long:    "cmd.web.long",
		Example: "draft web\ndraft web --no-browser\ndraft web --no-browser --port 8765",
		Args:    a.arguments(0, 0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.run(cmd.Context()) },
	}
	cmd.Flags().IntVar(&w.port, "port", 0, "flag.web_port")
	cmd.Flags().BoolVar(&w.noBrowser, "no-browser", false, "flag.no_browser")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

func (w *webOptions) run(ctx context.Context) error {
	server, err := web.Listen(web.ListenOptions{Port: w.port, View: w.app.view, Trace: w.app.term.Trace})
	if err != nil {
		return err
	}
	defer server.Close()
	kept, err := w.app.store()
	if err != nil {
		return err
	}
	if err := kept.SweepEvidence(ctx); err != nil { // of letters that were never finished
		w.app.term.Complain(w.app.storeError(err))
	}
	ctx, gracePeriod, stop := w.app.term.Interruptible(ctx, "")
	defer stop()
	mailer := web.NewMailer(web.MailerOptions{Sender: w.app.storedSender, Interrupted: ctx, GracePeriod: gracePeriod})
	site := web.NewSite(web.SiteOptions{View: w.app.view, Config: w.app.config, Store: kept, Now: w.app.now, NewID: w.app.newID, Mailer: mailer})
	type served struct {
		end web.End
		err error
	}
	done := make(chan served, 1)
	go func() {
		end, err := server.Serve(ctx, site)
		done <- served{end, err}
	}()
	opened, err := w.open(server)
	for err == nil {
		select {
		case failed := <-opened:
			err = w.sayOpened(server, failed)
		case s := <-done:
			mailer.Close(func() { w.app.term.Say("send.leaving", nil) })
			if s.err != nil {
				return s.err
			}
			return w.sayEnded(s.end)
		}
	}
	return err
}

// open opens the address in the browser, and returns a channel that says whether that worked. If it is not to be opened, or nobody would
// see it, it prints the address. With --json a program opens it.
func (w *webOptions) open(s *web.Server) (opened <-chan error, err error) {
	t := w.app.term
	switch {
	case t.JSON:
		return nil, t.PrintJSON(map[string]string{"url": s.URL()})
	case w.noBrowser, !t.Machine.Browses():
		return nil, w.sayByHand(s, "")
	}
	t.Say("web.opening", nil)
	result := make(chan error, 1)
	go func() { result <- t.Machine.Browse(s.URL()) }() // it watches the browser for a while
	return result, nil
}

func (w *webOptions) sayOpened(s *web.Server, failed error) error {
	if failed != nil {
		return w.sayByHand(s, w.app.view.DesktopCause(failed))
	}
	w.app.term.Say("web.opened", lang.Args{"URL": s.URL()})
	return nil
}

// sayByHand prints the address for the person to open, and how. detail is why the browser could not, or "".
func (w *webOptions) sayByHand(s *web.Server, detail string) error {
	if err := w.app.term.Product(s.URL() + "\n"); err != nil {
		return err
	}
	if command := w.app.term.Machine.Tunnel(s.Port()); command != "" {
		w.app.term.Say("web.by_tunnel", lang.Args{"Command": command})
	} else {
		w.app.term.Say("web.by_hand", lang.Args{"Detail": detail})
	}
	return nil
}

// sayEnded says why the server ended. A second use of the token and Ctrl-C are errors.
func (w *webOptions) sayEnded(end web.End) error {
	switch end {
	case web.EndTokenReused:
		return &view.Error{Exit: view.ExitFailed, Code: string(end), ID: "web.reused", Hint: "web.reused_hint"}
	case web.EndInterrupted:
		if w.app.term.ErrWidth() > 0 { // the cursor is behind the ^C
			w.app.term.PrintErr("")
		}
		return &view.Error{Exit: view.ExitInterrupted, Code: "interrupted", ID: "web.interrupted"}
	case web.EndIdle:
		w.app.term.Say("web.idle", nil)
	default:
		w.app.term.Say("web.ended", nil)
	}
	return nil
}
