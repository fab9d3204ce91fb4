package theme

// SharePicture is the absolute address of the picture that stands for the page
// where somebody shares it; "" where there is none.
func (p Page) SharePicture() string {
	switch {
	case !p.Site.Pictures || p.Site.BaseURL == "":
		return ""
	case p.Picture != "":
		return p.Absolute(p.Picture)
	}
	return p.Absolute("/" + p.Lang + "/" + PictureFile)
}

// PictureFile is the name of the picture for sharing that stands beside a page,
// and the size of all of them.
const (
	PictureFile   = "share.png"
	PictureWidth  = 1200
	PictureHeight = 630
)
