// Package limit says who asks too often.
//
// A [Rate] lets each key do something so many times a minute, with a burst; a
// [Lock] lets each key be wrong a few times and then locks it, for longer each
// time. Both answer how long to wait, 0 for not at all:
//
//	rate := limit.NewRate(limit.RateOptions{})     // 10 a minute, burst 20
//	if wait, _ := rate.Allow(ctx, key); wait > 0 { … Retry-After … }
//
//	lock := limit.NewLock(limit.LockOptions{})     // 5 in 15 minutes
//	if wait, _ := lock.Try(ctx, key, attempt); wait > 0 { … }
//
// Both are in memory. [Redis] makes the same two for several processes that
// share their limits; when it fails, memory takes over:
//
//	shared, err := limit.OpenRedis("redis://limits.example:6379/0", limit.RedisOptions{})
//	rate := shared.Rate("card address", limit.RateOptions{})
//	lock := shared.Lock("card identity", limit.LockOptions{})
//
// Beside limits it holds a [Shelf] for small files that every process may be
// asked for.
//
// Keys are anything: an address ([Addresses] makes keys of those), or a digest.
// What is remembered is bounded, what is longest unused goes first, and time is
// measured by the monotonic clock, so that setting the machine's clock neither
// opens a lock nor keeps it closed.
package limit
