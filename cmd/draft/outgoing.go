package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/store"
)

// outgoing is one letter on its way out of `draft send`.
type outgoing struct {
	letter  store.Letter
	name    string        // as the person knows it: the short ID, or the file
	content drafts.Record // of a kept letter
	message eml.Message   // what goes out; of a letter that is not frozen yet, what would go out now; none of one of many that wait
	gist    gist
	frozen  bool // the message is in the store already
	foreign bool // a file that is no kept letter
	again   bool // a person wants it although one like it went before

	document *document // of a letter that is not frozen yet
	attached []drafts.Attachment
	changed  []string // attachments that are not what they were when the letter was kept
	official []string // domains where the letter may go unasked; nil is anywhere

	// What is shown of it: one line each, whatever came from outside.
	sender     string
	subject    string
	recipients []string
	attachment []eml.File
}

// gist is what is known of a message without its bytes.
type gist struct {
	from, id string
	digest   string
	size     int64
}

func gistOf(m eml.Message) gist { return gist{m.From(), m.ID(), m.Digest(), int64(len(m.Bytes()))} }

// take makes the message of the letter one that was read.
func (o *outgoing) take(opened eml.Opened) {
	o.message, o.gist, o.recipients, o.attachment = opened.Message, gistOf(opened.Message), opened.Recipients(), opened.Files
	o.sender, o.subject = view.OneLine(view.FormatAddress(opened.Sender)), view.OneLine(opened.Subject)
}

// from is the sender that the letter asks for; "" where any account will do.
func (o *outgoing) from() string {
	if o.frozen || o.foreign {
		return o.gist.from
	}
	return o.content.From
}

// maxMessage is above every message that a provider takes.
const maxMessage = 64 << 20

// open finds a letter by its ID, or in a file.
func (s *sendOptions) open(ctx context.Context, name string) (*outgoing, error) {
	if isFile(name) {
		return s.openFile(ctx, name)
	}
	l, err := s.app.letter(name)
	if err != nil {
		return nil, err
	}
	return s.openKept(ctx, l)
}

// openKept reads what a letter is made of, or its message if it is frozen.
func (s *sendOptions) openKept(ctx context.Context, l store.Letter) (*outgoing, error) {
	o := &outgoing{letter: l, name: l.Short}
	if err := s.mayGo(l); err != nil {
		return nil, err
	}
	if l.Kind != "" {
		var err error
		if o.content, err = l.Record(); err != nil {
			return nil, s.app.storeError(err)
		}
	}
	if l.Frozen != nil {
		return o, s.openFrozen(ctx, o)
	}
	return o, nil
}

// waiting is a letter that was frozen before, as the list of those has it: its message is read when its turn comes.
func (s *sendOptions) waiting(l store.Letter) (*outgoing, error) {
	o := &outgoing{letter: l, name: l.Short, frozen: true, subject: view.OneLine(l.Subject), recipients: l.Frozen.Recipients}
	o.gist = gist{l.Frozen.Sender, l.Frozen.MessageID, l.Frozen.Digest, l.Frozen.Size}
	if l.Kind != "" {
		var err error
		if o.content, err = l.Record(); err != nil {
			return nil, s.app.storeError(err)
		}
		o.official = o.content.Official
	}
	o.letter.Content, o.letter.Words, o.content = nil, "", drafts.Record{} // there may be many
	return o, nil
}

// mayGo refuses a letter that is out, or that another process is sending. One of which nobody knows whether it arrived
// may go where a person said so.
func (s *sendOptions) mayGo(l store.Letter) error {
	args := lang.Args{"ID": l.Short, "Subject": view.OneLine(l.Subject), "Status": s.app.view.Status(l.Status), "At": "", "By": s.sameWay()}
	resend := s.resolve == resolveResend
	switch {
	case !l.Removed.IsZero():
		return view.Fail("store.removed", args, nil)
	case resend && l.Status == drafts.StatusUnknown:
		return nil
	case l.Status == drafts.StatusSent:
		args["At"] = s.app.view.Moment(l.SentAt())
		return view.Fail("send.already", args, nil)
	case l.Status == drafts.StatusUnknown:
		return view.Fail("send.is_unknown", args, nil)
	case resend || !l.Status.Open():
		return view.Fail("store.closed", args, nil)
	}
	return nil
}

// openFrozen reads the bytes that were frozen before: they do not change between two tries.
func (s *sendOptions) openFrozen(ctx context.Context, o *outgoing) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	m, err := kept.Message(ctx, o.letter.ID)
	if err != nil {
		return s.app.storeError(err)
	}
	opened, err := eml.Reopen(m.Wire, m.To)
	if err != nil {
		return s.app.view.MessageError(err)
	}
	o.frozen = true
	o.take(opened)
	return nil
}

// openFile reads a message from a file. One that holds just what a kept letter gives is that letter; any other goes as it
// is, as a letter of its own.
func (s *sendOptions) openFile(ctx context.Context, path string) (*outgoing, error) {
	data, err := files.ReadLimited(path, maxMessage)
	if err != nil {
		return nil, view.Fail("error.read", lang.Args{"Path": path}, err)
	}
	opened, err := eml.Open(data)
	if err != nil {
		return nil, s.badFile(path, err)
	}
	o := &outgoing{name: path, foreign: true}
	o.take(opened)
	o.letter = store.Letter{
		ID: s.app.newID(), Created: s.app.now(), Subject: o.subject, From: opened.From(), To: opened.Recipients(), Content: []byte("null"),
		// Nobody knows what it is about, so it is about itself.
		Key: "file\n" + opened.Digest(),
	}
	if err := s.adoptedBefore(ctx, o); err != nil || !o.foreign {
		return o, err
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(opened.ID(), "<"), "@")
	id, _, _ = strings.Cut(id, ".") // what a letter that was frozen again has behind its ID
	l, err := s.app.letter(id)
	if err != nil || l.ID != id || l.Kind == "" {
		return o, nil //nolint:nilerr // a file of no letter that is kept
	}
	o.letter.Key = l.Key // it asks for the same
	if l.Status.Open() && l.Removed.IsZero() && s.gives(l, opened) {
		o.letter, o.foreign = l, false
		o.frozen = l.Frozen != nil
		o.content, err = l.Record()
	}
	return o, err
}

// adoptedBefore finds the letter that an earlier run made of the same file and could not send: it is that one.
func (s *sendOptions) adoptedBefore(ctx context.Context, o *outgoing) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	waiting := []drafts.Status{drafts.StatusQueued, drafts.StatusFailedTemp, drafts.StatusFailedPerm}
	for l, err := range kept.List(ctx, store.Filter{Statuses: waiting}) {
		if err != nil {
			return s.app.storeError(err)
		}
		if l.Kind == "" && l.Frozen != nil && l.Frozen.Digest == o.gist.digest {
			o.letter, o.foreign, o.frozen = l, false, true
			return nil
		}
	}
	return nil
}

// gives tells whether a kept letter as it is now gives just these bytes.
func (s *sendOptions) gives(l store.Letter, opened eml.Opened) bool {
	if l.Frozen != nil {
		return l.Frozen.Digest == opened.Digest()
	}
	c, err := l.Record()
	if err != nil {
		return false
	}
	doc := s.app.keptWords(l, c)
	attached, err := doc.attachments()
	if err != nil {
		return false
	}
	m, err := eml.Freeze(doc.draft, attached)
	return err == nil && m.Digest() == opened.Digest()
}

// badFile says what is wrong with a message file, each fault with its line.
func (s *sendOptions) badFile(path string, err error) error {
	var lines []string
	for _, p := range field.AllProblems(err) {
		lines = append(lines, s.app.view.Problem(p))
	}
	if len(lines) == 0 {
		return view.Fail("error.read", lang.Args{"Path": path}, err)
	}
	return view.Fail("send.bad_file", lang.Args{"Path": path, "Detail": strings.Join(lines, "\n  ")}, err)
}

// prepare makes the message, as it would go out now, so that what is wrong with it is said before anybody is asked.
func (s *sendOptions) prepare(ctx context.Context, o *outgoing) error {
	if o.official == nil {
		o.official = o.content.Official
	}
	if o.letter.Kind == "" {
		o.official = officialDomains()
	}
	if o.frozen || o.gist.size > 0 { // its bytes are there, in the store or in the file
		return nil
	}
	doc := s.app.keptWords(o.letter, o.content)
	o.document = doc
	if err := s.address(ctx, o); err != nil {
		return err
	}
	var err error
	if o.attached, err = doc.attachments(); err != nil {
		return err
	}
	for i, f := range o.content.Files {
		if doc.digests[i] != f.Digest {
			o.changed = append(o.changed, doc.names()[i])
		}
	}
	if len(o.changed) > 0 && s.yes {
		return view.Fail("send.changed", lang.Args{
			"ID": o.name, "Names": strings.Join(o.changed, s.app.view.Text("list.separator", nil)), "By": s.sameWay(),
		}, nil)
	}
	return s.compose(o)
}

// compose writes the message with the time that it is now.
func (s *sendOptions) compose(o *outgoing) error {
	d := o.document.draft
	d.Stamp.At = s.app.now().In(field.Beijing)
	d.Stamp.ID = stampID(o.letter)
	m, err := eml.Freeze(d, o.attached)
	if err != nil {
		return s.app.view.MessageError(err)
	}
	o.message, o.gist = m, gistOf(m)
	o.sender, o.subject, o.recipients = view.OneLine(view.Sender(d.Envelope)), view.OneLine(d.Letter.Subject), m.Recipients()
	o.attachment = nil
	for _, a := range o.attached {
		o.attachment = append(o.attachment, eml.File{Name: a.Name, Size: len(a.Data)})
	}
	return nil
}

// stampID is what the Message-ID of a kept letter is made of: other bytes than those that were refused have another.
func stampID(l store.Letter) string {
	if l.Tries > 0 {
		return l.ID + "." + strconv.Itoa(l.Tries)
	}
	return l.ID
}

// address completes the envelope: the sender is the account unless another was asked for, and a letter without a
// recipient asks for one.
func (s *sendOptions) address(ctx context.Context, o *outgoing) error {
	from := o.content.From
	if from == "" {
		from = s.mailbox.Address
	}
	if from == "" {
		from = o.letter.From // the contact address
	}
	if from == "" {
		return o.incomplete("send.no_from")
	}
	if len(o.content.To) == 0 {
		if err := s.askRecipient(ctx, o); err != nil {
			return err
		}
	}
	o.document.draft.Envelope = o.content.Envelope(from)
	return nil
}

// askRecipient asks where a letter goes, and keeps the answer with it.
func (s *sendOptions) askRecipient(ctx context.Context, o *outgoing) error {
	if !s.app.term.Interactive() || s.app.term.JSON {
		return o.incomplete("send.no_to")
	}
	spec := field.Spec{Name: "to", Type: field.Email}
	text, err := s.app.term.Prompter().Line(prompt.Question{
		Message: s.app.view.Text("send.to", nil), Help: s.app.view.Text("send.to_help", nil), First: true,
		Check: func(text string) error {
			if _, err := spec.Parse(text, field.Reading{}); err != nil {
				return errors.New(s.app.view.Problem(field.AsProblem(err)))
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	v, err := spec.Parse(text, field.Reading{})
	if err != nil {
		return err
	}
	o.content.To = []string{v.Answer()}
	return s.readdress(ctx, o)
}

// incomplete is the error of a letter that cannot go out for want of an answer.
func (o *outgoing) incomplete(id string) error {
	return &view.Error{Exit: view.ExitAnswers, Code: "answers", ID: id, Args: lang.Args{"ID": o.name}}
}
