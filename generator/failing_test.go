package generator

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"shebao/generator/publish/publishtest"
)

// TestABuildThatFailsLeavesTheEarlierSite holds that a build that fails, for whatever
// reason, leaves the earlier site as it was and nothing beside it.
func TestABuildThatFailsLeavesTheEarlierSite(t *testing.T) {
	broken := errors.New("the index is broken")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancelLate := context.WithCancel(context.Background())
	tests := []struct {
		name   string
		ctx    context.Context
		change func(o *Options)
		want   error
	}{
		{"the index cannot be made", nil, func(o *Options) {
			o.Index = func(context.Context, string, Catalogue) error { return broken }
		}, broken},
		{"it is stopped at once", cancelled, func(*Options) {}, context.Canceled},
		{"it is stopped while the index is made", late, func(o *Options) {
			o.Index = func(context.Context, string, Catalogue) error { cancelLate(); return nil }
		}, context.Canceled},
		{"the base URL is none", nil, func(o *Options) { o.BaseURL = "example.org" }, ErrBaseURL},
		{"the base URL is a page", nil, func(o *Options) { o.BaseURL = "https://example.org/site/" }, ErrBaseURL},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			public := filepath.Join(t.TempDir(), "public")
			if _, err := Build(context.Background(), testOptions(t, smallSite(), public)); err != nil {
				t.Fatal(err)
			}
			before := publishtest.Tree(t, public)
			o := testOptions(t, edited(smallSite(), map[string]string{"en/about.md": "---\ntitle: Changed\n---\n"}), public)
			tt.change(&o)
			ctx := tt.ctx
			if ctx == nil {
				ctx = context.Background()
			}
			if _, err := Build(ctx, o); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			equal(t, "public", publishtest.Tree(t, public), before)
			equal(t, "beside it", publishtest.Names(t, filepath.Dir(public)), []string{"public"})
		})
	}

	t.Run("there is no content", func(t *testing.T) {
		if _, err := Build(context.Background(), Options{Public: t.TempDir()}); err == nil {
			t.Error("no error")
		}
	})
	t.Run("a status has no words", func(t *testing.T) {
		o := testOptions(t, smallSite(), filepath.Join(t.TempDir(), "public"))
		o.CardStatuses = []string{"eaten_by_dog"}
		if _, err := Build(context.Background(), o); err == nil || !strings.Contains(err.Error(), "status.eaten_by_dog.label") {
			t.Errorf("error %v", err)
		}
	})
}
