package limit_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"shebao/server/clocktest"
	"shebao/server/limit"
	"shebao/server/limit/redistest"
)

// The machine's clock is set a day ahead, or back: nobody who is over a limit is
// let off by that, and nobody waits for longer than without it.
func TestSettingTheClockChangesNoLimitInMemory(t *testing.T) {
	for _, by := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			clock := clocktest.New(t)
			rate := limit.NewRate(limit.RateOptions{Now: clock.Now})
			lock := limit.NewLock(limit.LockOptions{Now: clock.Now})
			check := func(when string, wantRate, wantLock time.Duration) {
				t.Helper()
				if wait, err := rate.Allow(t.Context(), "address"); wait != wantRate || err != nil {
					t.Errorf("set by %s, %s an address waits for %s, %v; want %s", by, when, wait, err, wantRate)
				}
				if wait, err := lock.Try(t.Context(), "identity", "another card"); wait != wantLock || err != nil {
					t.Errorf("set by %s, %s an identity is locked for %s, %v; want %s", by, when, wait, err, wantLock)
				}
			}
			for range 20 {
				if wait, _ := rate.Allow(t.Context(), "address"); wait > 0 {
					t.Fatal("the burst is not there")
				}
			}
			for i := range 5 {
				if wait, _ := lock.Try(t.Context(), "identity", fmt.Sprint(i)); wait > 0 {
					t.Fatal("an attempt does not go through")
				}
			}
			clock.Set(by)
			check("at once", 6*time.Second, 15*time.Minute)
			time.Sleep(5 * time.Second)
			check("five seconds later", time.Second, 15*time.Minute-5*time.Second)
			clock.Set(-2 * by)
			check("and set the other way,", time.Second, 15*time.Minute-5*time.Second)
			time.Sleep(15*time.Minute - 5*time.Second)
			check("when all is over,", 0, 0)
		})
	}
}

// The clock of the machine on which Redis runs is set back: what it keeps then lies
// a day ahead. An address waits no longer than it would have, and is counted anew.
func TestARedisWhoseClockIsSetBackShutsNobodyOutForADay(t *testing.T) {
	server := redistest.Start(t)
	patient := limit.RedisOptions{Timeout: 10 * time.Second}
	options, err := redis.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	const key = "rate:shebao:test:address"
	setBack := func() {
		t.Helper()
		full, err := client.Get(t.Context(), key).Float64()
		if err != nil {
			t.Fatal(err)
		}
		if err := client.Set(t.Context(), key, full+(24*time.Hour).Seconds(), 24*time.Hour).Err(); err != nil {
			t.Fatal(err)
		}
	}
	once := limit.RateOptions{PerMinute: 1, Burst: 1}
	if wait, err := replica(t, server, patient).Rate("test", once).Allow(t.Context(), "address"); wait > 0 || err != nil {
		t.Fatal(wait, err)
	}
	setBack()
	// Each time another replica, since memory has a clock of its own.
	other := replica(t, server, patient).Rate("test", once)
	if wait, err := other.Allow(t.Context(), "address"); wait > time.Minute || err != nil {
		t.Errorf("an address waits for %v, %v", wait, err)
	}
	if wait, err := replica(t, server, patient).Rate("test", once).Allow(t.Context(), "address"); wait <= 0 || wait > time.Minute || err != nil {
		t.Errorf("afterwards it waits for %v, %v; it has just been let through", wait, err)
	}
	setBack()
	if u, err := replica(t, server, patient).Rate("test", once).Take(t.Context(), "address"); u.Wait > time.Minute || u.Full > time.Minute || err != nil {
		t.Errorf("it is told to wait for %v, and until all is allowed again %v; %v", u.Wait, u.Full, err)
	}
}
