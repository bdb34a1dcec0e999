package templates

import (
	"regexp"
	"strings"
	"testing"
)

var remark = regexp.MustCompile(`(?m)(^| )#.*$|\{\{/\*.*?\*/\}\}`)

// TestSkeleton: the skeleton has no faults in either language, and differs only in its comments.
func TestSkeleton(t *testing.T) {
	zh, en := string(Skeleton("my-kind", "zh")), string(Skeleton("my-kind", "en"))
	for name, text := range map[string]string{"zh": zh, "en": en} {
		for _, f := range Check("my-kind.tmpl", []byte(text)) {
			t.Errorf("%s: %v", name, f)
		}
		if n := len(remark.FindAllString(text, -1)); n < 15 {
			t.Errorf("%s has %d remarks", name, n)
		}
	}
	if remark.ReplaceAllString(zh, "") != remark.ReplaceAllString(en, "") {
		t.Error("the two are not the same kind")
	}
	if k, err := Parse("my-kind.tmpl", []byte(zh)); err != nil || k.Kind != "my-kind" {
		t.Errorf("%v, %v", k, err)
	}
	if english := regexp.MustCompile(`#[^\n]*[a-z]+ [a-z]+ [a-z]+ [a-z]+`).FindString(zh); english != "" {
		t.Errorf("left in English: %s", strings.TrimSpace(english))
	}
}
