package search

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// Files are summed block by block, several blocks at once: what an index costs to
// open is reading it through, and a disk gives several times as much to several
// readers as to one.
const (
	blockSize     = 4 << 20
	blocksAtOnce  = 8
	blockReadSize = 1 << 18
)

// blocks returns how many blocks a file of that size has.
func blocks(size int64) int { return int((size + blockSize - 1) / blockSize) }

// listFile returns the size and the sums of a file as they are to be listed.
func listFile(path string) (f listedFile, err error) {
	file, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return f, err
	}
	f.Size = info.Size()
	f.Sums = make([]uint32, blocks(f.Size))
	var group errgroup.Group
	group.SetLimit(blocksAtOnce)
	for n := range f.Sums {
		group.Go(func() (err error) {
			f.Sums[n], err = sumBlock(file, n)
			return err
		})
	}
	return f, group.Wait()
}

// verify compares every file with the manifest.
func (m *manifest) verify(dir string) error {
	var group errgroup.Group
	group.SetLimit(blocksAtOnce)
	for _, f := range m.Files {
		file, err := f.open(dir)
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		defer file.Close()
		for n, want := range f.Sums {
			group.Go(func() error {
				sum, err := sumBlock(file, n)
				if err == nil && sum != want {
					err = fmt.Errorf("%w: %s is not as it was written", ErrDamaged, f.Name)
				}
				return err
			})
		}
	}
	return group.Wait()
}

// open opens a listed file, which must have the size that is listed.
func (f *listedFile) open(dir string) (*os.File, error) {
	file, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.Name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: no %s", ErrDamaged, f.Name)
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && (info.Size() != f.Size || len(f.Sums) != blocks(f.Size)) {
		err = fmt.Errorf("%w: %s is not as it was written", ErrDamaged, f.Name)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// sumBlock returns the CRC-32C of the n-th block of a file.
func sumBlock(file *os.File, n int) (uint32, error) {
	h := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	_, err := io.CopyBuffer(h, io.NewSectionReader(file, int64(n)*blockSize, blockSize), make([]byte, blockReadSize))
	return h.Sum32(), err
}
