package limit

import "time"

// Quota tells how many more may be done at once under a key, and how long it
// takes until the whole burst may be done again. It counts nothing.
func (r *Rate) Quota(key string) (left int, full time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	bucket, ok := r.by.Peek(key)
	if !ok {
		return r.o.Burst, 0
	}
	tokens := min(max(bucket.TokensAt(r.o.Now()), 0), float64(r.o.Burst))
	missing := float64(r.o.Burst) - tokens
	return int(tokens), time.Duration(missing / (r.o.PerMinute / 60) * float64(time.Second))
}
