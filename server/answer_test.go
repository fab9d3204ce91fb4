package server

import "testing"

// Pages drawn for one request are compressed, answers to what was posted are not.
func TestOnlyWhatIsAskedForByGetIsCompressed(t *testing.T) {
	i := start(t, nil)
	form := "id_number=&card_number="
	for _, tt := range []struct{ method, target, body, accept, want string }{
		{"GET", "/zh/status/", "", "gzip, deflate, br, zstd", "zstd"},
		{"GET", "/zh/status/", "", "gzip, deflate, br", "gzip"},
		{"GET", "/zh/status/", "", "br", "br"},
		{"GET", "/zh/status/", "", "identity;q=1, br;q=0.5", ""},
		{"GET", "/zh/status/", "", "", ""},
		{"GET", "/zh/search/?q=card", "", "br", "br"},
		{"POST", "/zh/status/", form, "gzip, deflate, br, zstd", ""},
		{"POST", "/api/v1/card-status", `{"id_number":"","card_number":""}`, "gzip, br", ""},
	} {
		contentType := "application/x-www-form-urlencoded"
		if tt.body != form {
			contentType = "application/json"
		}
		w := i.do(tt.method, tt.target, tt.body, "Content-Type: "+contentType, "Accept-Encoding: "+tt.accept)
		if got := w.Header().Get("Content-Encoding"); got != tt.want || w.Body.Len() == 0 {
			t.Errorf("%s %s, Accept-Encoding %q: %d bytes of %q, want %q", tt.method, tt.target, tt.accept, w.Body.Len(), got, tt.want)
		}
	}
}
