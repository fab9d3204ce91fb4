package cardtest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"testing"
)

func TestTracesFindWhatIsThere(t *testing.T) {
	id, number := Numbers(7)
	other, otherNumber := Numbers(8)
	traces := NewTraces(id, number)
	if traces.Shapes() < 48 {
		t.Errorf("only %d shapes are looked for", traces.Shapes())
	}
	sum := sha256.Sum256([]byte(id))
	for name, text := range map[string]string{
		"clear": "level=info id=" + id, "hex": hex.EncodeToString([]byte("x" + number + "y")),
		"base64":         base64.StdEncoding.EncodeToString([]byte(`{"id_number":"` + id + `"}`)),
		"base64 shifted": base64.URLEncoding.EncodeToString([]byte("abcde" + id + "f")), "digest": fmt.Sprintf("%x", sum),
	} {
		if len(traces.In([]byte(text))) == 0 {
			t.Errorf("%s is not found", name)
		}
	}
	if found := traces.In([]byte(other + "," + otherNumber)); found != nil {
		t.Errorf("another card's numbers are taken for these: %v", found)
	}
}
