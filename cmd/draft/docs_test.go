package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/view"
)

const (
	sourceFolder    = "../.."
	mostReadme      = 8000 // bytes
	mostReadmeOfZh  = 9000
	mostPicture     = 60_000
	languageOfAFile = ".zh-CN"
)

// docFile is a page of the documentation: README.md, or a file of docs.
type docFile struct {
	path     string
	text     string   // without the blocks
	headings []string // with their #
	blocks   []docBlock
	spans    []string // code within the text
	links    []string // relative ones
}

// docBlock is a fenced block.
type docBlock struct {
	info  string // "sh", "yaml answers.yaml"
	lines []string
}

var (
	codeSpan     = regexp.MustCompile("`([^`]+)`")
	markdownLink = regexp.MustCompile(`\]\(([^)]+)\)`)
	shellComment = regexp.MustCompile(`\s+# .*$`)
)

// readDocument reads a document whose path is relative to the root of the source.
func readDocument(t *testing.T, path string) docFile {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(sourceFolder, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	d := docFile{path: path}
	var open *docBlock
	var words []string
	for line := range strings.SplitSeq(string(text), "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open != nil:
			d.blocks, open = append(d.blocks, *open), nil
		case fence:
			open = &docBlock{info: info}
		case open != nil:
			open.lines = append(open.lines, line)
		default:
			words = append(words, line)
			if strings.HasPrefix(line, "#") {
				d.headings = append(d.headings, line)
			}
		}
	}
	if open != nil {
		t.Errorf("%s: a block has no end", path)
	}
	d.text = strings.Join(words, "\n")
	for _, span := range codeSpan.FindAllStringSubmatch(d.text, -1) {
		d.spans = append(d.spans, span[1])
	}
	for _, link := range markdownLink.FindAllStringSubmatch(d.text, -1) {
		if !strings.Contains(link[1], "://") {
			d.links = append(d.links, link[1])
		}
	}
	return d
}

// commands returns the lines of the shell, without their comments.
func (d docFile) commands() []string {
	var all []string
	for _, b := range d.blocks {
		for _, line := range b.lines {
			if b.info == "sh" && line != "" {
				all = append(all, shellComment.ReplaceAllString(line, ""))
			}
		}
	}
	return all
}

// file returns the lines of the block that is a file of this name.
func (d docFile) file(t *testing.T, name string) string {
	t.Helper()
	for _, b := range d.blocks {
		if strings.HasSuffix(b.info, " "+name) {
			return strings.Join(b.lines, "\n") + "\n"
		}
	}
	t.Fatalf("%s has no file %s", d.path, name)
	return ""
}

// englishDocuments returns the English documents.
func englishDocuments(t *testing.T) []docFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(sourceFolder, "docs", "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no docs", err)
	}
	all := []docFile{readDocument(t, "README.md")}
	for _, path := range paths {
		if name := filepath.Base(path); !strings.Contains(name, languageOfAFile) {
			all = append(all, readDocument(t, "docs/"+name))
		}
	}
	return all
}

// inChinese returns the Chinese document beside an English one.
func inChinese(t *testing.T, d docFile) docFile {
	t.Helper()
	return readDocument(t, strings.TrimSuffix(d.path, ".md")+languageOfAFile+".md")
}

// allDocuments returns the documents in both languages.
func allDocuments(t *testing.T) []docFile {
	t.Helper()
	var all []docFile
	for _, d := range englishDocuments(t) {
		all = append(all, d, inChinese(t, d))
	}
	return all
}

// Both languages have the same headings, commands, flags, examples and links.
func TestDocumentsInBothLanguages(t *testing.T) {
	for _, en := range englishDocuments(t) {
		zh := inChinese(t, en)
		for what, of := range map[string]func(docFile) []string{
			"headings": levels, "commands": docFile.commands, "files": fileNames, "flags": flagNames, "links": englishLinks, "rows of tables": tableRows,
		} {
			if a, b := of(en), of(zh); !slices.Equal(a, b) {
				t.Errorf("%s and %s have other %s:\n%q\n%q", en.path, zh.path, what, a, b)
			}
		}
	}
}

func levels(d docFile) []string {
	var all []string
	for _, h := range d.headings {
		level, _, _ := strings.Cut(h, " ")
		all = append(all, level)
	}
	return all
}

func fileNames(d docFile) []string {
	var all []string
	for _, b := range d.blocks {
		all = append(all, b.info)
	}
	return all
}

var flagOfText = regexp.MustCompile(`--[a-z][a-z-]*`)

// flagNames returns the flags that the text names, sorted.
func flagNames(d docFile) []string {
	names := flagOfText.FindAllString(strings.Join(d.spans, " "), -1)
	slices.Sort(names)
	return slices.Compact(names)
}

// englishLinks returns the links, sorted, as the English document has them. The link to the other language is left out.
func englishLinks(d docFile) []string {
	var all []string
	for _, link := range d.links {
		link = strings.Replace(link, languageOfAFile, "", 1)
		if filepath.Base(link) != filepath.Base(strings.Replace(d.path, languageOfAFile, "", 1)) {
			all = append(all, link)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// tableRows returns a mark for each row of a table.
func tableRows(d docFile) []string {
	var all []string
	for line := range strings.SplitSeq(d.text, "\n") {
		if strings.HasPrefix(line, "|") {
			all = append(all, fmt.Sprint(strings.Count(line, "|")))
		}
	}
	return all
}

// What a document links to is there.
func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	for _, d := range append(allDocuments(t), readDocument(t, "CONTRIBUTING.md"), readDocument(t, "templates/README.md")) {
		for _, link := range d.links {
			if _, err := os.Stat(filepath.Join(sourceFolder, filepath.Dir(d.path), filepath.FromSlash(link))); err != nil {
				t.Errorf("%s: %v", d.path, err)
			}
		}
	}
}

// A tired person reads the README to its end.
func TestReadmeIsShort(t *testing.T) {
	for path, most := range map[string]int64{"README.md": mostReadme, "README.zh-CN.md": mostReadmeOfZh} {
		info, err := os.Stat(filepath.Join(sourceFolder, path))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > most {
			t.Errorf("%s has %d bytes, at most %d", path, info.Size(), most)
		}
	}
}

// The commands and flags that the text names exist.
func TestDocumentsNameCommandsThatAreThere(t *testing.T) {
	a := withFixedWorld(&app{term: newTestTerminal("", os.Stdout, os.Stderr), view: &view.View{}, config: foldersIn(t.TempDir())})
	root := newRoot(a)
	all := map[string]bool{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		for _, name := range flagOfText.FindAllString(c.Flags().FlagUsages()+c.PersistentFlags().FlagUsages(), -1) {
			all[name] = true
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	for _, d := range allDocuments(t) {
		for _, span := range d.spans {
			words := strings.Fields(span)
			if words[0] == "draft" {
				checkCommandLine(t, d.path, root, words[1:])
			}
			for _, name := range flagOfText.FindAllString(span, -1) {
				if !all[name] && name != "--help" {
					t.Errorf("%s: no command has the flag %s", d.path, name)
				}
			}
		}
	}
}

// checkCommandLine checks that the first words name a command, and that it has the flags of the others.
func checkCommandLine(t *testing.T, path string, root *cobra.Command, words []string) {
	t.Helper()
	c, rest, err := root.Find(words)
	if err != nil || c == root && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") && rest[0] != "COMMAND" && rest[0] != "help" {
		t.Errorf("%s: draft %s: no such command (%v)", path, strings.Join(words, " "), err)
		return
	}
	for _, word := range rest {
		name := strings.TrimPrefix(flagOfText.FindString(word), "--")
		if name != "" && name != "help" && c.Flags().Lookup(name) == nil && c.InheritedFlags().Lookup(name) == nil {
			t.Errorf("%s: draft %s has no flag --%s", path, c.Name(), name)
		}
	}
}

// The text for the app that the README shows is what draft writes.
func TestReadmeShowsATextForTheApp(t *testing.T) {
	out, conversation, code := call(t, "", "refund", "--format", "feedback", "--no-keep", "--set", "recharged_by=self", "--set", "recharged_at=2026-11-18 20:15",
		"--set", "method=wechat", "--set", "amount=50", "--set", "reason=mistake", "--set", "unused=all", "--set", "order_no=4200002345202611181234567890",
		"--set", "douyin_id=dy_example88")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	for _, path := range []string{"README.md", "README.zh-CN.md"} {
		if d := readDocument(t, path); !strings.Contains(d.text, "\n> "+strings.TrimSpace(out)+"\n") {
			t.Errorf("%s does not show\n%s", path, out)
		}
	}
}

// The exit codes in the documents are those of draft.
func TestDocumentsHaveEveryExitCode(t *testing.T) {
	for _, path := range []string{"docs/commands.md", "docs/commands.zh-CN.md"} {
		d := readDocument(t, path)
		for _, code := range allExitCodes {
			if !strings.Contains(d.text, fmt.Sprintf("\n| %d | ", code)) {
				t.Errorf("%s does not explain the exit code %d", path, code)
			}
		}
	}
}
