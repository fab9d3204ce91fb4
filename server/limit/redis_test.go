package limit_test

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"shebao/server/limit"
	"shebao/server/limit/redistest"
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
