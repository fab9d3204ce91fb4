package limit_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"shebao/server/limit"
	"shebao/server/limit/redistest"
	"shebao/server/logtest"
)

// replica is one process that shares the limits.
func replica(t *testing.T, s *redistest.Server, o limit.RedisOptions) *limit.Redis {
	t.Helper()
	r, err := limit.OpenRedis(s.URL(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestReplicasShareARate(t *testing.T) {
	server := redistest.Start(t)
	patient := limit.RedisOptions{Timeout: 10 * time.Second}
	a, b := replica(t, server, patient), replica(t, server, patient)
	allow := func(l limit.Limiter, key string) time.Duration {
		t.Helper()
		wait, err := l.Allow(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	slow := limit.RateOptions{PerMinute: 1, Burst: 6}
	slowA, slowB := a.Rate("slow", slow), b.Rate("slow", slow)
	for range 3 {
		if allow(slowA, "key") > 0 || allow(slowB, "key") > 0 {
			t.Error("the burst is refused")
		}
	}
	// Neither has seen more than three; together they have seen six.
	if wait := allow(slowA, "key"); wait <= 0 || wait > time.Minute {
		t.Errorf("wait %v, want up to a minute", wait)
	}
	if allow(slowA, "another key") != 0 {
		t.Error("another key is limited too")
	}
	// What one has used up the other may have after waiting.
	quick := limit.RateOptions{PerMinute: 60 * 4, Burst: 1}
	quickA, quickB := a.Rate("quick", quick), b.Rate("quick", quick)
	if wait := allow(quickA, "key"); wait != 0 {
		t.Errorf("the first has to wait %v", wait)
	}
	time.Sleep(270 * time.Millisecond)
	if wait := allow(quickB, "key"); wait != 0 {
		t.Errorf("wait %v after having waited", wait)
	}
}

// What is left is what all replicas together have left, and what the one has
// counted once Redis is gone.
func TestReplicasShareAQuota(t *testing.T) {
	server := redistest.Start(t)
	o, patient := limit.RateOptions{PerMinute: 1, Burst: 6}, limit.RedisOptions{Timeout: 10 * time.Second}
	replicas := []limit.Quota{replica(t, server, patient).Rate("test", o), replica(t, server, patient).Rate("test", o)}
	take := func(i int, left int, wait bool) {
		t.Helper()
		u, err := replicas[i%2].Take(t.Context(), "key")
		if err != nil || u.Left != left || (u.Wait > 0) != wait || u.Full <= 0 || u.Full > 6*time.Minute {
			t.Errorf("attempt %d: %+v, %v; want %d left", i, u, err, left)
		}
	}
	for i := range 6 {
		take(i, 5-i, false)
	}
	take(0, 0, true)
	server.Kill()
	take(1, 2, false) // the second one has let three through before
	take(1, 1, false)
	take(1, 0, false)
	take(1, 0, true)
}

func TestReplicasShareAShelf(t *testing.T) {
	server := redistest.Start(t)
	patient := limit.RedisOptions{Timeout: 10 * time.Second}
	a, b := replica(t, server, patient).Shelf("test", time.Minute), replica(t, server, patient).Shelf("test", time.Minute)
	if _, ok := b.Get(t.Context(), "one"); ok {
		t.Error("there is something before it was put there")
	}
	if err := a.Put(t.Context(), map[string][]byte{"one": []byte("1\x00"), "two": {}}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"one": "1\x00", "two": ""} {
		if body, ok := b.Get(t.Context(), name); !ok || string(body) != want {
			t.Errorf("%s is %q, %v", name, body, ok)
		}
	}
	server.Kill()
	if _, ok := b.Get(t.Context(), "one"); ok {
		t.Error("there is something without Redis")
	}
	if err := a.Put(t.Context(), map[string][]byte{"one": nil}); err == nil {
		t.Error("it says that it was put there, without Redis")
	}
}

// A Redis that is slow for a moment, and that limits do not wait for, has the
// files of the other replicas nevertheless.
func TestTheShelfWaitsForASlowRedis(t *testing.T) {
	server := redistest.Start(t)
	r := replica(t, server, limit.RedisOptions{Timeout: time.Millisecond, Retry: time.Hour})
	shelf := r.Shelf("test", time.Minute)
	if err := shelf.Put(t.Context(), map[string][]byte{"one": []byte("1")}); err != nil {
		t.Fatal(err)
	}
	server.Signal(syscall.SIGSTOP)
	time.AfterFunc(50*time.Millisecond, func() { server.Signal(syscall.SIGCONT) })
	if _, err := r.Rate("test", limit.RateOptions{PerMinute: 1, Burst: 1}).Allow(t.Context(), "key"); err != nil || !r.Down() {
		t.Fatalf("the limit waits for Redis: %v", err)
	}
	if body, ok := shelf.Get(t.Context(), "one"); !ok || string(body) != "1" {
		t.Errorf("the file is %q, %v", body, ok)
	}
	if err := shelf.Put(t.Context(), map[string][]byte{"two": []byte("2")}); err != nil {
		t.Error(err)
	}
	o, err := redis.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	other := redis.NewClient(o)
	defer other.Close()
	if err := other.ClientKillByFilter(t.Context(), "TYPE", "normal").Err(); err != nil {
		t.Fatal(err)
	}
	if body, ok := shelf.Get(t.Context(), "two"); !ok || string(body) != "2" {
		t.Errorf("once its connections are cut the file is %q, %v", body, ok)
	}
}

func TestReplicasShareALock(t *testing.T) {
	server := redistest.Start(t)
	o := limit.LockOptions{Attempts: 5, Window: time.Minute, First: time.Second, Longest: 2 * time.Second}
	// On a machine that is busy with something else an answer takes longer than
	// a server would wait, and the replicas would go on by themselves.
	patient := limit.RedisOptions{Timeout: 10 * time.Second}
	replicas := []limit.Locker{replica(t, server, patient).Lock("test", o), replica(t, server, patient).Lock("test", o)}
	try := func(i int, attempt string) time.Duration {
		t.Helper()
		wait, err := replicas[i%2].Try(t.Context(), "key\x00\xff", attempt)
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	for n, duration := range []time.Duration{time.Second, 2 * time.Second, 2 * time.Second} {
		for i := range 4 {
			for range 3 { // repeating it is free
				if wait := try(i, fmt.Sprint("wrong", n, i)); wait != 0 {
					t.Fatalf("lock %d: attempt %d has to wait %v", n, i, wait)
				}
			}
		}
		before := time.Now()
		if wait := try(0, fmt.Sprint("wrong", n, 4)); wait != 0 {
			t.Fatalf("lock %d: the fifth attempt has to wait %v", n, wait)
		}
		for i := range 2 {
			wait, passed := try(1-i, "one more"), time.Since(before)
			if wait > duration || wait < duration-passed-10*time.Millisecond {
				t.Errorf("lock %d: replica %d says to wait %v when %v of %v have passed", n, 1-i, wait, passed, duration)
			}
		}
		time.Sleep(time.Until(before.Add(duration + 200*time.Millisecond)))
	}
}

// A clock that is set back a day makes no lock longer than it was to be.
func TestAClockThatIsSetBackMakesNoLockLonger(t *testing.T) {
	server := redistest.Start(t)
	lock := replica(t, server, limit.RedisOptions{Timeout: 10 * time.Second}).Lock("test", limit.LockOptions{})
	for i := range 5 {
		if wait, err := lock.Try(t.Context(), "key", fmt.Sprint(i)); wait != 0 || err != nil {
			t.Fatal(wait, err)
		}
	}
	options, err := redis.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	const key = "shebao:test:6b6579"
	until, err := client.HGet(t.Context(), key, "until").Int64()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.HSet(t.Context(), key, "until", until+24*time.Hour.Milliseconds()).Err(); err != nil {
		t.Fatal(err)
	}
	// Another replica, since this one's memory has a clock of its own.
	other := replica(t, server, limit.RedisOptions{Timeout: 10 * time.Second}).Lock("test", limit.LockOptions{})
	if wait, err := other.Try(t.Context(), "key", "one more"); wait <= 14*time.Minute || wait > 15*time.Minute || err != nil {
		t.Errorf("the lock lasts %v more, %v; want a quarter of an hour", wait, err)
	}
}

func TestWhatOneReplicaForgivesAllForgive(t *testing.T) {
	server := redistest.Start(t)
	patient := limit.RedisOptions{Timeout: 10 * time.Second}
	replicas := []limit.Locker{replica(t, server, patient).Lock("test", limit.LockOptions{}), replica(t, server, patient).Lock("test", limit.LockOptions{})}
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

func TestOfManyAttemptsThroughAllReplicasFiveComeThrough(t *testing.T) {
	server := redistest.Start(t)
	replicas := make([]limit.Locker, 4)
	for i := range replicas {
		replicas[i] = replica(t, server, limit.RedisOptions{Timeout: 5 * time.Second}).Lock("test", limit.LockOptions{})
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
