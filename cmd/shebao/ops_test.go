package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What an operator puts in place of the unit's two lines for ports below 1024
// are the same two, with the privilege.
func TestTheUnitSaysWhatPortsBelow1024Need(t *testing.T) {
	text, err := os.ReadFile("../../.ops/shebao.service")
	if err != nil {
		t.Fatal(err)
	}
	const want = "#CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n#AmbientCapabilities=CAP_NET_BIND_SERVICE\nCapabilityBoundingSet=\nAmbientCapabilities=\n"
	if !strings.Contains(string(text), want) {
		t.Errorf("the unit lacks\n%s", want)
	}
}

// systemd knows every line of the unit, and rates what the service could do to
// the machine, from 0 to 10, below 2: it needs the network, and little else.
func TestSystemdFindsTheUnitSoundAndSafe(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("there is no systemd-analyze")
	}
	text, err := os.ReadFile("../../.ops/shebao.service")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable() // the program has to be there
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "shebao.service")
	if err := os.WriteFile(unit, []byte(strings.ReplaceAll(string(text), "/usr/local/bin/shebao", self)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"verify", "--man=no", unit}, {"security", "--offline=true", "--threshold=20", unit}} {
		said, err := exec.Command(analyze, args...).CombinedOutput()
		if err != nil || args[0] == "verify" && len(said) > 0 {
			t.Errorf("systemd-analyze %s: %v\n%s", args[0], err, said)
		}
	}
}

// The unit and the container file set only what there is to be set.
func TestOperationFilesNameFlagsThatExist(t *testing.T) {
	serve := program{}.serveCommand()
	for _, file := range []string{"shebao.service", "Containerfile"} {
		text, err := os.ReadFile("../../.ops/" + file)
		if err != nil {
			t.Fatal(err)
		}
		variables := regexp.MustCompile(`SHEBAO_[A-Z_]+`).FindAllString(string(text), -1)
		if len(variables) == 0 {
			t.Fatalf("%s sets %v", file, variables)
		}
		for _, name := range variables {
			flag := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "SHEBAO_"), "_", "-"))
			if name != keyVariable && serve.Flags().Lookup(flag) == nil {
				t.Errorf("%s sets %s; 'shebao serve' has no --%s", file, name, flag)
			}
		}
		for _, m := range regexp.MustCompile(`(?m)shebao serve (.*)$`).FindAllStringSubmatch(string(text), -1) {
			for _, flag := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(m[1], -1) {
				if serve.Flags().Lookup(flag[1]) == nil {
					t.Errorf("%s runs 'shebao serve' with --%s, which it does not have", file, flag[1])
				}
			}
		}
	}
}

// The keys and cards of a checkout in which somebody has tried the program do not
// go into the making of an image.
func TestImagesAreMadeWithoutData(t *testing.T) {
	text, err := os.ReadFile("../../.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data", "public"} {
		if !strings.Contains(string(text), "\n"+name+"\n") {
			t.Errorf(".dockerignore lacks %s", name)
		}
	}
}
