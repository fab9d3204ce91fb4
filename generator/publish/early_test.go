package publish

import (
	"errors"
	"testing"
)

func TestWhatIsWrittenIsSentToTheDiskInSharesOneAtATime(t *testing.T) {
	var e early
	hold, begun := make(chan struct{}), make(chan struct{}, 10)
	send := func() error {
		begun <- struct{}{}
		<-hold
		return nil
	}
	e.wrote(earlyShare-1, send)
	if len(begun) > 0 || e.busy {
		t.Error("a share that is not full was sent")
	}
	e.wrote(1, send)
	<-begun
	e.wrote(earlyShare, send) // waits: one is under way
	close(hold)
	if err := e.wait(); err != nil {
		t.Error(err)
	}
	if len(begun) > 0 {
		t.Error("two shares were sent at once")
	}
	e.wrote(0, send)
	if err := e.wait(); err != nil || len(begun) != 1 {
		t.Errorf("what had to wait was not sent afterwards: %v", err)
	}
}

func TestASiteOfWhichAnEarlyShareFailedIsNotPublished(t *testing.T) {
	broken := errors.New("the disk is broken")
	var e early
	e.wrote(earlyShare, func() error { return broken })
	if err := e.wait(); !errors.Is(err, broken) {
		t.Fatalf("%v, want %v", err, broken)
	}
	e.wrote(earlyShare, func() error { return nil }) // a system tells an error only once
	if err := e.wait(); !errors.Is(err, broken) {
		t.Errorf("later: %v, want %v", err, broken)
	}
	public := t.TempDir()
	to, err := Open(t.Context(), Disk{}, public, 0)
	if err != nil {
		t.Fatal(err)
	}
	s := to.Stage()
	s.early.failed = broken
	if _, err := to.Publish(s); !errors.Is(err, broken) {
		t.Errorf("published: %v", err)
	}
	if err := to.Close(); err != nil {
		t.Error(err)
	}
}

func TestNothingIsSentToTheDiskAnyMoreWhenAFolderIsGivenBack(t *testing.T) {
	to, err := Open(t.Context(), Disk{}, t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	hold, ended := make(chan struct{}), false
	to.Stage().early.wrote(earlyShare, func() error {
		<-hold
		ended = true
		return errors.New("the folder is gone")
	})
	go close(hold)
	if err := to.Close(); err != nil {
		t.Errorf("a stage that was given up: %v", err)
	}
	if !ended {
		t.Error("something was still under way")
	}
}

func TestAnEarlyShareIsAskedForLikeAnyOtherSync(t *testing.T) {
	refused := errors.New("no")
	d := Disk{Before: func(op, _ string) error {
		if op == "sync" {
			return refused
		}
		return nil
	}}
	to, err := Open(t.Context(), d, t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = to.Close() }()
	s := to.Stage()
	s.early.waiting = earlyShare
	if err := s.Write("a.html", []byte("text")); err != nil {
		t.Fatal(err)
	}
	if err := s.early.wait(); canSyncWhole && !errors.Is(err, refused) {
		t.Errorf("%v, want %v", err, refused)
	}
}
