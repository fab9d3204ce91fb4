package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/sqlite"
)

var (
	kills    = flag.Int("kills", 10, "how often an import is killed at a random moment")
	killRows = flag.Int("killrows", 3000, "how many rows the killed import has")
)

// The test binary is also the process that gets killed: with these variables
// set it imports a file and ends.
const (
	childStore = "SHEBAO_TEST_IMPORT_STORE"
	childKey   = "SHEBAO_TEST_IMPORT_KEY"
	childFile  = "SHEBAO_TEST_IMPORT_FILE"
	childLimit = "SHEBAO_TEST_IMPORT_FILE_SIZE" // no file may grow beyond so many bytes
)

func TestMain(m *testing.M) {
	if os.Getenv(childStore) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child() error {
	keys, err := card.ReadKeyFile(os.Getenv(childKey))
	if err != nil {
		return err
	}
	file, err := os.Open(os.Getenv(childFile))
	if err != nil {
		return err
	}
	if limit, err := strconv.ParseUint(os.Getenv(childLimit), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // a write that is too far then fails with EFBIG
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			return err
		}
	}
	_, err = importReader(context.Background(), os.Getenv(childStore), keys, file)
	return err
}

// importInChild starts an import in a process of its own.
func importInChild(t testing.TB, path, keyFile, file string, environment ...string) *exec.Cmd {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), childStore+"="+path, childKey+"="+keyFile, childFile+"="+file)
	command.Env = append(command.Env, environment...)
	command.Stderr = new(bytes.Buffer)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return command
}

func newKeyFile(t testing.TB) (path string, keys card.Keys) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "cards.key")
	key := card.NewKey()
	if err := card.WriteKeyFile(path, key); err != nil {
		t.Fatal(err)
	}
	return path, card.Keys{key}
}

// integrity lets SQLite check the whole file.
func integrity(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var finding string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&finding); err != nil || finding != "ok" {
		t.Errorf("integrity check: %s, %v", finding, err)
	}
}

// An import that is killed at any moment leaves all of its file or nothing, and
// the next one does the whole work. Meanwhile lookups go on and are right.
func TestAnImportKilledAtAnyMomentLeavesAllOrNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cards.db")
	keyFile, keys := newKeyFile(t)
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	day := func(round int) string {
		return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, round).Format(time.DateOnly)
	}
	want := "active " + day(0) // the history that every card has by now
	csv := filepath.Join(t.TempDir(), "cards.csv")
	writeFile(t, csv, fileOf(0, *killRows, "active,"+day(0)))
	start := time.Now()
	if err := importInChild(t, path, keyFile, csv).Wait(); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)

	// Lookups of a card all the time, as a server makes them.
	follower, err := sqlite.Follow(t.Context(), path, keys, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = follower.Close() }()
	var round atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	var lookups int
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			before := round.Load()
			events, _, err := follower.Get(context.Background(), digests(t, keys, i%*killRows))
			after := round.Load()
			// During round n there are n events or n+1.
			if err != nil || int64(len(events)) < before || int64(len(events)) > after+1 {
				t.Errorf("a lookup during imports: %d events in round %d, %v", len(events), after, err)
				return
			}
			lookups++
		}
	}()

	var nothing, all int
	for r := 1; r <= *kills; r++ {
		round.Store(int64(r))
		writeFile(t, csv, fileOf(0, *killRows, "active,"+day(r)))
		command := importInChild(t, path, keyFile, csv)
		time.Sleep(time.Duration(random.Int64N(int64(whole)*3/2 + 1)))
		_ = command.Process.Kill()
		_ = command.Wait()

		integrity(t, path)
		db, err := sqlite.Open(t.Context(), path, keys, sqlite.Options{})
		if err != nil {
			t.Fatalf("after a kill: %v", err)
		}
		grown := want + ", active " + day(r)
		got := history(t, db, keys, 0)
		if got != want && got != grown {
			t.Fatalf("after a kill: %s", got)
		}
		for i := range *killRows {
			if other := history(t, db, keys, i); other != got {
				t.Fatalf("after a kill card 0 has %q and card %d has %q", got, i, other)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}

		report, err := importFile(t.Context(), path, keys, readFile(t, csv))
		added := int64(*killRows)
		if nothing++; got == grown {
			added = 0
			all++
			nothing--
		}
		if err != nil || report.Added != added {
			t.Errorf("the import after the kill: %+v, %v; want %d added", report, err, added)
		}
		want = grown
	}
	close(stop)
	<-stopped
	t.Logf("of %d kills %d left nothing and %d left all; %d lookups meanwhile", *kills, nothing, all, lookups)

	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%d temporary files are left, %v", len(left), err)
	}
}

// Writes that fail, at every place one after the other: what was there is still
// there, and there is a message. A file that may not grow fails as a full disk
// does.
func TestAnImportLeavesWhatWasThereWhicheverWriteFails(t *testing.T) {
	keyFile, keys := newKeyFile(t)
	csv := filepath.Join(t.TempDir(), "cards.csv")
	writeFile(t, csv, fileOf(0, 3000, "cancelled,2026-02-02"))
	path := filepath.Join(t.TempDir(), "cards.db")
	if _, err := importFile(t.Context(), path, keys, fileOf(0, 1000, "active,2026-01-01")); err != nil {
		t.Fatal(err)
	}
	good := readFile(t, path)
	var failed int
	for limit := 0; ; limit += 7 << 10 {
		for _, suffix := range []string{"-wal", "-shm"} {
			_ = os.Remove(path + suffix)
		}
		writeFile(t, path, good)
		command := importInChild(t, path, keyFile, csv, childLimit+"="+strconv.Itoa(limit))
		err := command.Wait()
		said := command.Stderr.(*bytes.Buffer).String()

		db, openErr := sqlite.Open(t.Context(), path, keys, sqlite.Options{})
		if openErr != nil {
			t.Fatalf("limit %d: %v", limit, openErr)
		}
		got := history(t, db, keys, 500)
		_ = db.Close()
		switch {
		case err == nil && got == "active 2026-01-01, cancelled 2026-02-02":
			if failed < 10 {
				t.Errorf("only %d imports failed before one had room", failed)
			}
			return
		case err == nil, got != "active 2026-01-01":
			t.Errorf("limit %d: %v, and the card has %q", limit, err, got)
		case !strings.Contains(said, path) || strings.Contains(said, "panic"):
			t.Errorf("limit %d: the message does not name the store: %s", limit, said)
		}
		failed++
		if limit > 4<<20 {
			t.Fatal("no import ever had room")
		}
	}
}

// A store that cannot be created leaves no file that looks like one.
func TestAStoreThatCannotBeCreatedLeavesNone(t *testing.T) {
	keyFile, keys := newKeyFile(t)
	csv := filepath.Join(t.TempDir(), "cards.csv")
	writeFile(t, csv, fileOf(0, 10, "active,2026-01-01"))
	for limit := 0; ; limit += 2 << 10 {
		path := filepath.Join(t.TempDir(), "cards.db")
		command := importInChild(t, path, keyFile, csv, childLimit+"="+strconv.Itoa(limit))
		err := command.Wait()
		if err == nil {
			return
		}
		if _, err := importFile(t.Context(), path, keys, readFile(t, csv)); err != nil {
			t.Errorf("limit %d: the next import fails too: %v", limit, err)
		}
		if limit > 1<<20 {
			t.Fatal("no import ever had room")
		}
	}
}

// A kill while the store is created leaves no file that looks like one.
func TestACreationKilledAtAnyMomentLeavesAWholeStoreOrNone(t *testing.T) {
	keyFile, keys := newKeyFile(t)
	csv := filepath.Join(t.TempDir(), "cards.csv")
	writeFile(t, csv, fileOf(0, 10, "active,2026-01-01"))
	folder := t.TempDir()
	for i := range *kills {
		path := filepath.Join(folder, fmt.Sprint("cards", i, ".db"))
		command := importInChild(t, path, keyFile, csv)
		time.Sleep(time.Duration(rand.Int64N(int64(40 * time.Millisecond))))
		_ = command.Process.Kill()
		_ = command.Wait()
		if _, err := sqlite.Open(t.Context(), path, keys, sqlite.Options{}); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("after a kill: %v", err)
		}
		if _, err := importFile(t.Context(), path, keys, readFile(t, csv)); err != nil {
			t.Errorf("the import after the kill: %v", err)
		}
	}
}
