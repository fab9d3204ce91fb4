package limit_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shebao/server/limit"
)

// redisServer is a real Redis that a test has started.
type redisServer struct {
	t       *testing.T
	folder  string
	command *exec.Cmd
}

// startRedis starts one on a socket in a folder of the test. Without Debian's
// redis-server the test is left out, and says so; in CI it fails.
func startRedis(t *testing.T) *redisServer {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-server is not installed, and in CI nothing is left out")
		}
		t.Skip("redis-server is not installed (Debian: redis-server): the limits in Redis are NOT tested")
	}
	folder, err := os.MkdirTemp("", "redis") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	s := &redisServer{t: t, folder: folder}
	t.Cleanup(func() {
		s.kill()
		_ = os.RemoveAll(folder)
	})
	s.start()
	return s
}

func (s *redisServer) socket() string { return filepath.Join(s.folder, "redis.sock") }

func (s *redisServer) start() {
	s.t.Helper()
	s.command = exec.Command("redis-server", "--port", "0", "--unixsocket", s.socket(), "--save", "", "--appendonly", "no", "--dir", s.folder)
	var said bytes.Buffer
	s.command.Stdout, s.command.Stderr = &said, &said
	if err := s.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	for range 500 {
		if _, err := os.Stat(s.socket()); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("redis-server does not start: %s", &said)
}

func (s *redisServer) signal(signal syscall.Signal) {
	if err := s.command.Process.Signal(signal); err != nil {
		s.t.Error(err)
	}
}

func (s *redisServer) kill() {
	_ = s.command.Process.Kill()
	_ = s.command.Wait()
	_ = os.Remove(s.socket())
}

// replica is one process that shares the limits.
func (s *redisServer) replica(o limit.RedisOptions) *limit.Redis {
	s.t.Helper()
	r, err := limit.OpenRedis("unix://"+s.socket(), o)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestRedis_rateIsShared(t *testing.T) {
	server := startRedis(t)
	o := limit.RateOptions{PerMinute: 60 * 4, Burst: 6}
	a, b := server.replica(limit.RedisOptions{}).Rate("test", o), server.replica(limit.RedisOptions{}).Rate("test", o)
	allow := func(l limit.Limiter, key string) time.Duration {
		t.Helper()
		wait, err := l.Allow(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	for range 3 {
		if allow(a, "key") > 0 || allow(b, "key") > 0 {
			t.Error("the burst is refused")
		}
	}
	// Neither has seen more than three; together they have seen six.
	wait := allow(a, "key")
	if wait <= 0 || wait > 250*time.Millisecond {
		t.Errorf("wait %v, want up to a quarter of a second", wait)
	}
	if allow(a, "another key") != 0 {
		t.Error("another key is limited too")
	}
	time.Sleep(wait + 20*time.Millisecond)
	if wait := allow(b, "key"); wait != 0 {
		t.Errorf("wait %v after having waited", wait)
	}
}

func TestRedis_lockIsShared(t *testing.T) {
	server := startRedis(t)
	o := limit.LockOptions{Attempts: 5, Window: 2 * time.Second, First: 300 * time.Millisecond, Longest: time.Second}
	replicas := []limit.Locker{server.replica(limit.RedisOptions{}).Lock("test", o), server.replica(limit.RedisOptions{}).Lock("test", o)}
	try := func(i int, attempt string) time.Duration {
		t.Helper()
		wait, err := replicas[i%2].Try(t.Context(), "key\x00\xff", attempt)
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	for n, duration := range []time.Duration{300 * time.Millisecond, 600 * time.Millisecond, time.Second, time.Second} {
		for i := range 5 {
			for range 3 { // repeating it is free
				if wait := try(i, fmt.Sprint("wrong", n, i)); wait != 0 && i < 4 {
					t.Fatalf("lock %d: attempt %d has to wait %v", n, i, wait)
				}
			}
		}
		wait := try(1, "one more")
		if wait <= duration/2 || wait > duration {
			t.Errorf("lock %d: wait %v, want up to %v", n, wait, duration)
		}
		if other := try(0, "one more"); other <= 0 || other > duration {
			t.Errorf("lock %d: the other replica says %v", n, other)
		}
		time.Sleep(wait + 20*time.Millisecond)
	}
}

func TestRedis_forgiven(t *testing.T) {
	server := startRedis(t)
	replicas := []limit.Locker{server.replica(limit.RedisOptions{}).Lock("test", limit.LockOptions{}), server.replica(limit.RedisOptions{}).Lock("test", limit.LockOptions{})}
	try := func(i int, attempt string) time.Duration {
		t.Helper()
		wait, err := replicas[i%2].Try(t.Context(), "key", attempt)
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	for i := range 4 {
		try(i, fmt.Sprint("wrong", i))
	}
	for i := range 6 {
		if wait := try(i, "right"); wait != 0 {
			t.Fatalf("the right one has to wait %v", wait)
		}
		if wait := try(i+1, "another"); wait <= 14*time.Minute {
			t.Errorf("while it is not known that it is right: wait %v", wait)
		}
		if err := replicas[i%2].Forgive(t.Context(), "key", "right"); err != nil {
			t.Fatal(err)
		}
	}
	if wait := try(0, "wrong4"); wait != 0 {
		t.Errorf("the fifth has to wait %v", wait)
	}
	if wait := try(1, "right"); wait <= 14*time.Minute || wait > 15*time.Minute {
		t.Errorf("after five wrong ones: wait %v", wait)
	}
}

func TestRedis_manyAtOnce(t *testing.T) {
	server := startRedis(t)
	replicas := make([]limit.Locker, 4)
	for i := range replicas {
		replicas[i] = server.replica(limit.RedisOptions{Timeout: 5 * time.Second}).Lock("test", limit.LockOptions{})
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	through := 0
	for i := range 100 {
		wait.Go(func() {
			locked, err := replicas[i%4].Try(context.Background(), "key", fmt.Sprint(i))
			mu.Lock()
			defer mu.Unlock()
			if locked == 0 && err == nil {
				through++
			}
		})
	}
	wait.Wait()
	if through != 5 {
		t.Errorf("%d attempts came through four replicas, want 5", through)
	}
}

// When Redis is gone or hangs, memory goes on where it was: never unlimited,
// never all refused, and only the first to ask has waited.
func TestRedis_failure(t *testing.T) {
	for name, c := range map[string]struct{ fail, mend func(*redisServer) }{
		"killed": {(*redisServer).kill, (*redisServer).start},
		"hung": {
			func(s *redisServer) { s.signal(syscall.SIGSTOP) },
			func(s *redisServer) { s.signal(syscall.SIGCONT) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := startRedis(t)
			var log syncBuffer
			shared := server.replica(limit.RedisOptions{Retry: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil))})
			lock, rate := shared.Lock("lock", limit.LockOptions{}), shared.Rate("rate", limit.RateOptions{})
			try := func(attempt string) time.Duration {
				t.Helper()
				wait, err := lock.Try(t.Context(), "key", attempt)
				if err != nil {
					t.Fatal(err)
				}
				return wait
			}
			for i := range 3 {
				try(fmt.Sprint("wrong", i))
			}
			c.fail(server)
			for i := 3; i < 5; i++ {
				if wait := try(fmt.Sprint("wrong", i)); wait != 0 {
					t.Errorf("attempt %d has to wait %v", i, wait)
				}
			}
			if wait := try("one more"); wait == 0 {
				t.Error("unlimited")
			}
			for i := range 21 {
				wait, err := rate.Allow(t.Context(), "key")
				if err != nil || (wait > 0) != (i == 20) {
					t.Errorf("lookup %d: wait %v, %v; want a limit after 20", i, wait, err)
				}
			}
			if !shared.Down() {
				t.Error("it is not known that Redis is down")
			}
			c.mend(server)
			for range 500 {
				if !shared.Down() {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
			if shared.Down() {
				t.Error("it is not noticed that Redis is back")
			}
			if said := log.String(); strings.Count(said, "does not answer") != 1 || strings.Count(said, "is back") != 1 {
				t.Errorf("the log should say once that Redis went and once that it is back:\n%s", said)
			}
		})
	}
}

// A timeout of 50 milliseconds is waited for once by those who ask at that
// moment, and by nobody after them.
func TestRedis_aHangIsWaitedForOnce(t *testing.T) {
	server := startRedis(t)
	shared := server.replica(limit.RedisOptions{})
	lock := shared.Lock("lock", limit.LockOptions{})
	if _, err := lock.Try(t.Context(), "key", "a"); err != nil {
		t.Fatal(err)
	}
	server.signal(syscall.SIGSTOP)
	defer server.signal(syscall.SIGCONT)
	start := time.Now()
	for i := range 1000 {
		if _, err := lock.Try(t.Context(), fmt.Sprint(i), "a"); err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(start)
	t.Logf("a thousand attempts took %v", took)
	if took > 20*time.Second { // a thousand timeouts would be 50 seconds
		t.Error("each of them has waited")
	}
}

func TestRedis_notThereAtTheStart(t *testing.T) {
	shared, err := limit.OpenRedis("unix:///nonexistent/redis.sock", limit.RedisOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = shared.Close() }()
	lock := shared.Lock("lock", limit.LockOptions{})
	for i := range 6 {
		wait, err := lock.Try(t.Context(), "key", fmt.Sprint(i))
		if err != nil || (wait > 0) != (i == 5) {
			t.Errorf("attempt %d: wait %v, %v", i, wait, err)
		}
	}
}

func TestOpenRedis_aBadAddressIsRefusedAndNotRepeated(t *testing.T) {
	for _, address := range []string{"", "localhost:6379", "http://user:secret@host", "redis://user:secret@host:port/0"} {
		if _, err := limit.OpenRedis(address, limit.RedisOptions{}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v", err)
		}
	}
}

// syncBuffer is a buffer that several goroutines write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
