package generator

// nearest returns the candidate that was probably meant by word: the one with
// the fewest letters changed, if those are few. "" when none is near.
func nearest(word string, candidates []string) string {
	best, limit := "", max(1, len([]rune(word))/3)
	for _, c := range candidates {
		if d := distance(word, c, limit); d <= limit {
			best, limit = c, d-1
		}
	}
	return best
}

// distance counts the letters to insert, remove or replace to turn a into b
// (Levenshtein), giving up above limit.
func distance(a, b string, limit int) int {
	from, to := []rune(a), []rune(b)
	if d := len(from) - len(to); d > limit || -d > limit {
		return limit + 1
	}
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		smallest := row[0]
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
			smallest = min(smallest, row[j+1])
		}
		if smallest > limit {
			return limit + 1
		}
	}
	return row[len(to)]
}
