package limit_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"shebao/server/limit"
)

// lines hands on what is written, and drops what nobody has read.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- string(p):
	default:
	}
	return len(p), nil
}

// What the client of Redis says goes to the log, and only where details are
// wanted: it says so at every attempt.
func TestTheClientOfRedisWritesToTheLogAtDebugLevel(t *testing.T) {
	written := make(lines, 1000)
	for _, level := range []slog.Level{slog.LevelInfo, slog.LevelDebug} {
		log := slog.New(slog.NewJSONHandler(written, &slog.HandlerOptions{Level: level}))
		r, err := limit.OpenRedis("redis://127.0.0.1:1", limit.RedisOptions{Timeout: 10 * time.Second, Retry: 5 * time.Millisecond, Log: log})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Rate("test", limit.RateOptions{}).Allow(t.Context(), "key"); err != nil {
			t.Fatal(err)
		}
		if level == slog.LevelInfo {
			time.Sleep(200 * time.Millisecond) // tens of attempts
			if err := r.Close(); err != nil || len(written) != 1 {
				t.Fatalf("%d lines, %v; want one, that Redis does not answer", len(written), err)
			}
			<-written
			continue
		}
		for deadline, found := time.After(30*time.Second), false; !found; {
			select {
			case line := <-written:
				found = strings.Contains(line, `"level":"DEBUG"`) && strings.Contains(line, "pool")
			case <-deadline:
				t.Fatal("the client's own lines are not in the log")
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}
