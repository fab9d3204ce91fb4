package server

import "strings"

// encoding is a way to send bytes.
type encoding uint8

// The encodings, the one that makes pages smallest first.
const (
	brotliEncoding encoding = iota
	zstdEncoding
	gzipEncoding
	identity
	encodings // how many there are
)

// String is the name in Content-Encoding.
func (e encoding) String() string {
	return [...]string{"br", "zstd", "gzip", "identity"}[e]
}

// negotiate picks the encoding that an Accept-Encoding header (RFC 9110,
// 12.5.3) weighs highest among br, zstd and gzip; between equals the earlier
// one wins. identity is the answer where nothing fits, even when the header
// refuses it: a readable page is worth more than 406.
func negotiate(header string) encoding {
	return negotiateFrom(header, brotliEncoding)
}

// negotiateOnce is negotiate for what is packed for one answer: brotli, which
// takes longer, is for clients that know nothing else.
func negotiateOnce(header string) encoding {
	if e := negotiateFrom(header, zstdEncoding); e != identity {
		return e
	}
	return negotiate(header)
}

// negotiateFrom is negotiate without the encodings before first.
func negotiateFrom(header string, first encoding) encoding {
	const unknown = -1
	weights := [encodings]int{unknown, unknown, unknown, unknown}
	others := unknown // the weight of "*"
	for header != "" {
		var element string
		element, header, _ = strings.Cut(header, ",")
		name, parameters, _ := strings.Cut(element, ";")
		weight, ok := parseWeight(parameters)
		if !ok {
			continue
		}
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, "br"):
			weights[brotliEncoding] = weight
		case strings.EqualFold(name, "zstd"):
			weights[zstdEncoding] = weight
		case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
			weights[gzipEncoding] = weight
		case strings.EqualFold(name, "identity"):
			weights[identity] = weight
		case name == "*":
			others = weight
		}
	}
	best, bestWeight := identity, max(weights[identity], 0)
	for e := first; e < identity; e++ {
		weight := weights[e]
		if weight == unknown {
			weight = others
		}
		// Equal to identity is enough for the first one.
		if weight > 0 && (weight > bestWeight || best == identity && weight == bestWeight) {
			best, bestWeight = e, weight
		}
	}
	return best
}

// parseWeight reads the parameters of an element: nothing, or "q=0.5" with up
// to three digits after the point. The weight is in thousandths.
func parseWeight(parameters string) (weight int, ok bool) {
	parameters = strings.TrimSpace(parameters)
	if parameters == "" {
		return 1000, true
	}
	if len(parameters) < 3 || parameters[0] != 'q' && parameters[0] != 'Q' || parameters[1] != '=' {
		return 0, false
	}
	digits := parameters[2:]
	if len(digits) > 5 || digits[0] != '0' && digits[0] != '1' || len(digits) > 1 && digits[1] != '.' {
		return 0, false
	}
	weight = int(digits[0]-'0') * 1000
	place := 100
	for i := 2; i < len(digits); i++ {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		weight += int(digits[i]-'0') * place
		place /= 10
	}
	return weight, weight <= 1000
}
