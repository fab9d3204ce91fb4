package server

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
)

// Reload looks for a build in the folder and makes it the current one, even
// when it has the current one's name: the files may have been written anew.
// On error the current build stays.
func (s *Server) Reload() error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return s.reload()
}

// replace is Reload for whoever has found that build b is no longer there,
// which many requests do at once.
func (s *Server) replace(b *build) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	if s.current.Load() != b {
		return nil
	}
	return s.reload()
}

func (s *Server) reload() error {
	if s.closed {
		return errClosed
	}
	b, err := s.load()
	if err != nil {
		s.metrics.reloads.WithLabelValues("refused").Inc()
		return err
	}
	s.metrics.reloads.WithLabelValues("served").Inc()
	s.openIndex(b)
	old := s.current.Load() // changed under s.loading alone
	if old != nil {
		b.keep(old)
	}
	s.share(b)
	s.current.Store(b)
	if old != nil {
		old.leave()
	}
	s.beginRepacking(b)
	s.log.Info("serving a build", "build", b.site.Build, "files", len(b.files), "search", b.index.Load() != nil)
	return nil
}

// poll picks up a build that has taken the place of the current one, and tries
// again to open an index that could not be opened.
func (s *Server) poll() {
	s.loading.Lock()
	defer s.loading.Unlock()
	b := s.current.Load()
	if b == nil {
		return
	}
	stamp, err := os.Stat(filepath.Join(s.config.Public, siteFile))
	if err == nil && !sameFile(stamp, b.stamp) {
		if err := s.reload(); err == nil {
			return
		} else if b.refused != err.Error() { // said once, not every second
			b.refused = err.Error()
			s.log.Error("a new build cannot be served, the earlier one stays", "error", err)
		}
	}
	s.share(b)
	if x := b.index.Load(); x != nil && !s.overload.requests.HasRefused(againFor) {
		x.again.forget()
	}
	if b.index.Load() == nil && !s.now().Before(b.retryAt) {
		s.openIndex(b)
	}
}

func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// acquire returns the current build, held for the caller, who must leave it.
// It is nil after Close.
func (s *Server) acquire() *build {
	for {
		b := s.current.Load()
		if b == nil || b.take() {
			return b
		}
	}
}

// held counts the users of something that is closed after the last of them.
type held struct {
	users atomic.Int64
	close func()
}

// hold begins with one user: whoever made it.
func hold(close func()) *held {
	h := &held{close: close}
	h.users.Store(1)
	return h
}

// take adds a user. It is false where the last one has gone already.
func (h *held) take() bool {
	for {
		n := h.users.Load()
		if n == 0 {
			return false
		}
		if h.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// leave ends one use.
func (h *held) leave() {
	if h.users.Add(-1) == 0 {
		h.close()
	}
}
