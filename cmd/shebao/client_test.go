package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shebao/server/card/cardtest"
)

// What generates a client from the API's description, and what that client needs.
const (
	clientGenerator = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"
	clientModule    = "module client\n\ngo 1.26\n\nrequire github.com/oapi-codegen/runtime v1.8.0\n"
)

// A client that a common generator makes from the API's description works with
// the server that gave the description.
func TestAGeneratedClientWorksWithTheServer(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	t.Parallel()
	dir := t.TempDir()
	data, client := filepath.Join(dir, "data"), filepath.Join(dir, "client")
	shebao(t, nil, "cards", "import", importedCards(t, dir, 10), "--data", data)
	r := newReplica(t, nil, "--archive", packBuild(t, "one"), "--data", data)
	description, err := r.ask(http.DefaultClient, "GET", "/api/openapi.json", "", "")
	if err != nil || description.status != 200 {
		t.Fatalf("the description is %d, %v", description.status, err)
	}
	program, err := os.ReadFile(filepath.Join("testdata", "client", "main.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": clientModule, "main.go": string(program), "openapi.json": description.body, "api/doc.go": "package api\n"} {
		name = filepath.Join(client, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (string, error) {
		c := exec.Command("go", args...)
		c.Dir, c.Env = client, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		said, err := c.CombinedOutput()
		return string(said), err
	}
	if said, err := run("run", clientGenerator, "-generate", "types,client", "-package", "api", "-o", "api/api.go", "openapi.json"); err != nil {
		if os.Getenv("CI") == "" && (strings.Contains(said, "dial tcp") || strings.Contains(said, "module lookup disabled")) {
			t.Skipf("the generator cannot be got from here: the generated client is NOT tested\n%s", said)
		}
		t.Fatalf("no client is generated: %v\n%s", err, said)
	}
	id, number := cardtest.Numbers(3)
	_, other := cardtest.Numbers(4)
	if said, err := run("run", ".", "http://"+r.addr, id, number, other); err != nil || !strings.Contains(said, "every answer is as described") {
		t.Errorf("%v\n%s", err, said)
	}
}
