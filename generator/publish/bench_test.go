package publish

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkPublish writes two thousand files of 15 KB and puts them in the place
// of the earlier ones, without waiting for the disk.
func BenchmarkPublish(b *testing.B) {
	files := map[string]string{SiteFile: `{"build":"one"}`}
	page := strings.Repeat("fifteen letters", 1000)
	for n := range 2000 {
		files[fmt.Sprintf("en/part-%d/guide-%d/index.html", n%20, n)] = page
	}
	public := filepath.Join(b.TempDir(), "public")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := publishFiles(Disk{Unsynced: true}, public, files); err != nil {
			b.Fatal(err)
		}
	}
}
