package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/postgres"
)

// cluster is a real PostgreSQL that the tests have started, on a socket in a
// folder of its own.
type cluster struct {
	bin, folder string
	process     *exec.Cmd
	databases   atomic.Int64
}

// credential is whom PostgreSQL runs as: it refuses to be root.
func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.ParseUint(u.Uid, 10, 32)
			gid, _ := strconv.ParseUint(u.Gid, 10, 32)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("there is no user postgres or nobody to run it as")
}

func newCluster(bin string) (*cluster, error) {
	folder, err := os.MkdirTemp("", "pg") // a socket's path has to be short
	if err != nil {
		return nil, err
	}
	c := &cluster{bin: bin, folder: folder}
	who, err := credential()
	if err != nil {
		return nil, err
	}
	if who != nil {
		if err := os.Chown(folder, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := c.command("initdb", "--pgdata", c.data(), "--username", "shebao", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C")
	if said, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, said)
	}
	return c, c.start()
}

func (c *cluster) data() string { return filepath.Join(c.folder, "data") }

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(c.bin, name), args...)
	command.Dir = c.folder
	who, _ := credential()
	command.SysProcAttr = &syscall.SysProcAttr{Credential: who, Setpgid: true}
	return command
}

func (c *cluster) start() error {
	log, err := os.OpenFile(filepath.Join(c.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	c.process = c.command("postgres", "-D", c.data(), "-k", c.folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=64MB", "-c", "log_statement=all")
	c.process.Stdout, c.process.Stderr = log, log
	if err := c.process.Start(); err != nil {
		return err
	}
	for range 300 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		conn, err := pgx.Connect(ctx, c.url("postgres"))
		cancel()
		if err == nil {
			return conn.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("postgres does not start")
}

// stop ends it at once, as a crash does.
func (c *cluster) stop() {
	_ = c.process.Process.Signal(syscall.SIGQUIT)
	_ = c.process.Wait()
}

// signal reaches every process of it: each session has one.
func (c *cluster) signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	main := c.process.Process.Pid
	processes, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range processes {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		var parent int
		fields := stat[bytes.LastIndexByte(stat, ')')+1:]
		if _, err := fmt.Sscanf(string(fields), " %1s %d", new(string), &parent); err != nil || parent != main {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		_ = syscall.Kill(pid, signal)
	}
	if err := c.process.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

func (c *cluster) remove() {
	c.stop()
	_ = os.RemoveAll(c.folder)
}

func (c *cluster) url(database string) string {
	return fmt.Sprintf("postgres://shebao@/%s?host=%s", database, c.folder)
}

// database makes an empty one.
func (c *cluster) database(t testing.TB) (url string) {
	t.Helper()
	name := fmt.Sprint("test", c.databases.Add(1))
	c.exec(t, c.url("postgres"), "CREATE DATABASE "+name)
	return c.url(name)
}

// exec runs a statement behind the store's back.
func (c *cluster) exec(t testing.TB, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
}

// binaries are where Debian puts those of the newest PostgreSQL.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}

var shared struct {
	once    sync.Once
	cluster *cluster
	err     error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.cluster != nil {
		shared.cluster.remove()
	}
	os.Exit(code)
}

// needPostgres tells where PostgreSQL is. Without Debian's packages the tests
// are left out, and say so; in CI they fail.
func needPostgres(t testing.TB) (bin string) {
	t.Helper()
	if bin = binaries(); bin == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("PostgreSQL is not installed, and in CI nothing is left out")
		}
		t.Skip("PostgreSQL is not installed (Debian: postgresql): the store in PostgreSQL is NOT tested")
	}
	return bin
}

// sharedCluster is the one that most tests work on, each in a database of its
// own.
func sharedCluster(t testing.TB) *cluster {
	t.Helper()
	bin := needPostgres(t)
	shared.once.Do(func() { shared.cluster, shared.err = newCluster(bin) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.cluster
}

// ownCluster is one that a test may stop and break.
func ownCluster(t testing.TB) *cluster {
	t.Helper()
	c, err := newCluster(needPostgres(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.remove)
	return c
}

func fresh(t *testing.T) cardtest.Open {
	url := sharedCluster(t).database(t)
	return func(ctx context.Context, keys card.Keys) (cardtest.Store, error) {
		db, err := postgres.Create(ctx, url, keys, postgres.Options{})
		if err != nil {
			return nil, err
		}
		t.Cleanup(func() { _ = db.Close() })
		return db, nil
	}
}

func TestStore(t *testing.T)        { cardtest.Run(t, fresh) }
func TestDurableStore(t *testing.T) { cardtest.RunDurable(t, fresh) }
