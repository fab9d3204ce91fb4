package https

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"shebao/server/https/acmetest"
)

// What is kept of the authority is read as it is; what is damaged is none.
func TestOnlyWholeCertificatesAreServed(t *testing.T) {
	names := []string{"a.example.org", "b.example.org", "c.example.org", "d.example.org", "e.example.org"}
	a := NewAuthority(Names{Domains: names, Folder: t.TempDir()}, time.Now, slog.New(slog.DiscardHandler))
	key, leaf := acmetest.SelfSigned(t, "Town", "a.example.org")
	cert, private := acmetest.PEM(t, key, leaf)
	for name, text := range map[string][]byte{"a.example.org": append(private, cert...), "b.example.org": []byte("nothing"), "c.example.org": nil, "d.example.org": private} {
		if err := a.manager.Cache.Put(context.Background(), name, text); err != nil {
			t.Fatal(err)
		}
	}
	if got := a.Served().Expiries(); len(got) != 1 || !got["a.example.org"].Equal(leaf.NotAfter) {
		t.Errorf("it is %v", got)
	}
}
