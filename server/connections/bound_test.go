package connections

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// listen is a bounded listener, the connections it accepts, and its end.
func listen(t *testing.T, network, addr string, most int) (l net.Listener, accepted chan net.Conn, ended chan error) {
	t.Helper()
	inner, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	l, accepted, ended = bound(inner, most), make(chan net.Conn, 10), make(chan error, 1)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				ended <- err
				return
			}
			accepted <- c
		}
	}()
	return l, accepted, ended
}

func dial(t *testing.T, l net.Listener) {
	t.Helper()
	c, err := net.Dial(l.Addr().Network(), l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
}

func TestWhoComesWhenAllPlacesAreTakenWaitsUntilSomebodyGoes(t *testing.T) {
	for network, addr := range map[string]string{"tcp": "127.0.0.1:0", "unix": t.TempDir() + "/socket"} {
		l, accepted, _ := listen(t, network, addr, 2)
		for range 3 {
			dial(t, l)
		}
		first, second := <-accepted, <-accepted
		select {
		case <-accepted:
			t.Errorf("%s: a third connection was accepted where two may be", network)
		case <-time.After(50 * time.Millisecond): // it can be wrong only in letting pass
		}
		if err := first.Close(); err != nil {
			t.Error(err)
		}
		first.Close() // a second time it frees nobody's place
		third := <-accepted
		dial(t, l)
		select {
		case <-accepted:
			t.Errorf("%s: one that was closed twice left two places", network)
		case <-time.After(50 * time.Millisecond):
		}
		second.Close()
		third.Close()
		(<-accepted).Close()
	}
}

func TestAListenerThatIsFullCanBeClosed(t *testing.T) {
	l, accepted, ended := listen(t, "tcp", "127.0.0.1:0", 1)
	dial(t, l)
	defer (<-accepted).Close()
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("accepting ended with %v", err)
	}
}

// net/http looks for both.
func TestAnAcceptedConnectionCanWhatTCPCan(t *testing.T) {
	l, accepted, _ := listen(t, "tcp", "127.0.0.1:0", 1)
	dial(t, l)
	c := <-accepted
	defer c.Close()
	if _, ok := c.(io.ReaderFrom); !ok {
		t.Error("files are copied instead of sent")
	}
	if _, ok := c.(interface{ CloseWrite() error }); !ok {
		t.Error("an answer is cut when a request is refused")
	}
}
