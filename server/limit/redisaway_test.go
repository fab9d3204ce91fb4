package limit_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"shebao/server/limit"
	"shebao/server/limit/redistest"
	"shebao/server/logtest"
)

// When Redis is gone or hangs, memory goes on where it was: never unlimited,
// never all refused, and only the first to ask has waited.
func TestMemoryGoesOnWhereRedisFails(t *testing.T) {
	for name, c := range map[string]struct{ fail, mend func(*redistest.Server) }{
		"killed": {(*redistest.Server).Kill, (*redistest.Server).Restart},
		"hung": {
			func(s *redistest.Server) { s.Signal(syscall.SIGSTOP) },
			func(s *redistest.Server) { s.Signal(syscall.SIGCONT) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			var log logtest.Buffer
			shared := replica(t, server, limit.RedisOptions{Retry: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil))})
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
// A Redis whose memory or disk is full, or that has become the copy of another,
// answers and counts nothing: it is as if it were away until it writes again.
func TestARedisThatCannotWriteIsAway(t *testing.T) {
	for name, set := range map[string]struct{ broken, whole [2]string }{
		"its memory is full":       {[2]string{"maxmemory", "1"}, [2]string{"maxmemory", "0"}},
		"it writes with no copies": {[2]string{"min-replicas-to-write", "1"}, [2]string{"min-replicas-to-write", "0"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			var log logtest.Buffer
			shared := replica(t, server, limit.RedisOptions{Retry: 20 * time.Millisecond, Timeout: 10 * time.Second, Log: slog.New(slog.NewTextHandler(&log, nil))})
			client := redis.NewClient(&redis.Options{Network: "unix", Addr: strings.TrimPrefix(server.URL(), "unix://")})
			defer client.Close()
			configure := func(setting [2]string) {
				t.Helper()
				if err := client.ConfigSet(t.Context(), setting[0], setting[1]).Err(); err != nil {
					t.Fatal(err)
				}
			}
			configure(set.broken)
			rate := shared.Rate("rate", limit.RateOptions{Burst: 3})
			for i := range 4 {
				if wait, err := rate.Allow(t.Context(), "key"); err != nil || (wait > 0) != (i == 3) {
					t.Errorf("question %d waits for %v, %v; want a limit after 3", i, wait, err)
				}
			}
			asked := func() int64 {
				t.Helper()
				info, err := client.InfoMap(t.Context(), "stats").Result()
				if err != nil {
					t.Fatal(err)
				}
				n, err := strconv.ParseInt(info["Stats"]["total_commands_processed"], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			for before := asked(); asked() < before+50; time.Sleep(10 * time.Millisecond) { // it is asked again and again
				if !shared.Down() {
					t.Fatalf("it is taken to be back:\n%s", log.String())
				}
			}
			configure(set.whole)
			for end := time.Now().Add(20 * time.Second); shared.Down(); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("it is not noticed that Redis writes again")
				}
			}
			if said := log.String(); strings.Count(said, "does not answer") != 1 || strings.Count(said, "is back") != 1 {
				t.Errorf("the log should say once that Redis went and once that it is back:\n%s", said)
			}
		})
	}
}

func TestARedisThatHangsIsWaitedForOnce(t *testing.T) {
	server := redistest.Start(t)
	shared := replica(t, server, limit.RedisOptions{})
	lock := shared.Lock("lock", limit.LockOptions{})
	if _, err := lock.Try(t.Context(), "key", "a"); err != nil {
		t.Fatal(err)
	}
	server.Signal(syscall.SIGSTOP)
	defer server.Signal(syscall.SIGCONT)
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

func TestARedisThatIsAwayAtTheStartKeepsNobodyOut(t *testing.T) {
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

func TestThatRedisIsAwayIsSaidBeforeAnybodyAsks(t *testing.T) {
	log := &logtest.Buffer{}
	shared, err := limit.OpenRedis("unix:///nonexistent/redis.sock", limit.RedisOptions{Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = shared.Close() }()
	shared.Look()
	for end := time.Now().Add(20 * time.Second); !shared.Down() || !strings.Contains(log.String(), "does not answer"); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it is down: %t\n%s", shared.Down(), log)
		}
	}
	there := replica(t, redistest.Start(t), limit.RedisOptions{Timeout: 10 * time.Second, Retry: 20 * time.Second})
	there.Look()
	if _, err := there.Rate("rate", limit.RateOptions{}).Allow(t.Context(), "key"); err != nil || there.Down() {
		t.Errorf("one that is there is down: %t, %v", there.Down(), err)
	}
}

func TestABadAddressOfRedisIsRefusedAndNotRepeated(t *testing.T) {
	for _, address := range []string{"", "localhost:6379", "http://user:secret@host", "redis://user:secret@host:port/0"} {
		if _, err := limit.OpenRedis(address, limit.RedisOptions{}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAPingTellsWhatIsWrongWithRedis(t *testing.T) {
	server := redistest.Start(t)
	r := replica(t, server, limit.RedisOptions{})
	if err := r.Ping(t.Context()); err != nil {
		t.Errorf("it is there: %v", err)
	}
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: strings.TrimPrefix(server.URL(), "unix://")})
	defer client.Close()
	if err := client.ConfigSet(t.Context(), "requirepass", "secret").Err(); err != nil {
		t.Fatal(err)
	}
	if err := replica(t, server, limit.RedisOptions{}).Ping(t.Context()); !errors.Is(err, limit.ErrRefused) {
		t.Errorf("it wants a password: %v", err)
	}
	server.Kill()
	if err := r.Ping(t.Context()); err == nil || errors.Is(err, limit.ErrRefused) {
		t.Errorf("it is away: %v", err)
	}
}
