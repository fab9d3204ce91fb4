package search_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"shebao/search"
)

var documents = []search.Document{
	{URL: "/zh/guides/report-loss/", GuideURL: "/zh/guides/report-loss/", Lang: "zh", Title: "社保卡挂失", Text: "社保卡丢失后，先打电话挂失。"},
	{URL: "/zh/guides/report-loss/#by-phone", GuideURL: "/zh/guides/report-loss/", Lang: "zh", Title: "社保卡挂失", Heading: "电话挂失", Text: "拨打 12333。"},
	{URL: "/en/guides/report-loss/", GuideURL: "/en/guides/report-loss/", Lang: "en", Title: "Report a lost card", Text: "Call 12333 first & stay calm."},
}

func TestSearch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	if err := search.BuildDocuments(context.Background(), dir, slices.Values(documents)); err != nil {
		t.Fatal(err)
	}
	ix, err := search.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	r, err := ix.Search(context.Background(), search.Query{Text: "挂失", Lang: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != 1 || len(r.Hits) != 1 || r.Hits[0].URL != "/zh/guides/report-loss/#by-phone" {
		t.Errorf("挂失: %+v", r)
	}
}
