// Package pgtest starts a real PostgreSQL for tests, which may stop it, hang it
// and break it. It needs Debian's package postgresql and no rights.
package pgtest

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
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a real PostgreSQL that the tests have started, on a socket in a
// folder of its own.
type Cluster struct {
	// Folder is where it stands: its socket, its log and its data.
	Folder    string
	bin       string
	process   *exec.Cmd
	largest   int64 // bytes that a file may have; 0 = any
	databases atomic.Int64
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

// New starts one in a new folder.
func New(bin string) (*Cluster, error) { return newIn("", bin) }

func newIn(parent, bin string) (*Cluster, error) {
	folder, err := os.MkdirTemp(parent, "pg") // a socket's path has to be short
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, Folder: folder}
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
	return c, c.Start()
}

func (c *Cluster) data() string { return filepath.Join(c.Folder, "data") }

func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(c.bin, name), args...)
	command.Dir = c.Folder
	who, _ := credential()
	command.SysProcAttr = &syscall.SysProcAttr{Credential: who, Setpgid: true}
	return command
}

// Start starts it, again after Stop, and waits until it answers.
func (c *Cluster) Start() error {
	log, err := os.OpenFile(filepath.Join(c.Folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	c.process = c.command("postgres", "-D", c.data(), "-k", c.Folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=64MB", "-c", "log_statement=all")
	if c.largest > 0 {
		c.process.Path, c.process.Args = "/bin/sh", append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d; exec "$0" "$@"`, c.largest/512)}, append([]string{c.process.Path}, c.process.Args[1:]...)...)
	}
	c.process.Stdout, c.process.Stderr = log, log
	if err := c.process.Start(); err != nil {
		return err
	}
	for range 300 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		conn, err := pgx.Connect(ctx, c.URL("postgres"))
		cancel()
		if err == nil {
			return conn.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("postgres does not start")
}

// Stop ends it at once, as a crash does.
func (c *Cluster) Stop() {
	_ = c.process.Process.Signal(syscall.SIGQUIT)
	_ = c.process.Wait()
}

// Signal reaches every process of it: each session has one.
func (c *Cluster) Signal(t testing.TB, signal syscall.Signal) {
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

// Remove stops it and removes its folder.
func (c *Cluster) Remove() {
	c.Stop()
	_ = os.RemoveAll(c.Folder)
}

// URL is the address of one of its databases.
func (c *Cluster) URL(database string) string {
	return fmt.Sprintf("postgres://shebao@/%s?host=%s", database, c.Folder)
}

// Database makes an empty one.
func (c *Cluster) Database(t testing.TB) (url string) {
	t.Helper()
	name := fmt.Sprint("test", c.databases.Add(1))
	c.Exec(t, c.URL("postgres"), "CREATE DATABASE "+name)
	return c.URL(name)
}

// Exec runs a statement behind the store's back.
func (c *Cluster) Exec(t testing.TB, url, statement string) {
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

// Need tells where PostgreSQL is. Without Debian's packages a test is left out,
// and says so; in CI it fails.
func Need(t testing.TB) (bin string) {
	t.Helper()
	if bin = binaries(); bin == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("PostgreSQL is not installed, and in CI nothing is left out")
		}
		t.Skip("PostgreSQL is not installed (Debian: postgresql): what needs it is NOT tested")
	}
	return bin
}

// LimitFiles starts it again, so that no file grows beyond so many bytes; 0 is
// any. It is the nearest to a full disk that can be had without the right to mount
// a small one. A segment of its log has 16 MB and must fit.
func (c *Cluster) LimitFiles(t testing.TB, bytes int64) {
	t.Helper()
	c.Stop()
	c.largest = bytes
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
}

// Own is one that a test may stop and break.
func Own(t testing.TB) *Cluster {
	t.Helper()
	return OwnIn(t, "")
}

// OwnIn is Own in a folder with a short name, which may be a small disk.
func OwnIn(t testing.TB, parent string) *Cluster {
	t.Helper()
	c, err := newIn(parent, Need(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Remove)
	return c
}
