"""How files that are not read begin: what each is, and what its owner can do."""

import re

PDF = "save it as PDF"
PICTURE = "save it as PNG or JPEG"
UNPACK = "unpack it and send the files"
NOT_A_DOCUMENT = "send the document itself"
_CSV = "export its tables as CSV"
_PICTURE_OF_NETPBM = "a picture of Netpbm (.pbm, .pgm, .ppm or .pam)"
_CAMERA = "the raw data of a camera"

SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    # Documents.
    (0, b"\xdb\xa5", "a Word document (.doc of before 1997)", PDF),
    (0, b"\x31\xbe\0\0", "a Write document (.wri)", PDF),
    (0, b"\x09\0\4\0", "an Excel workbook (.xls of before 1997)", "save it as .xlsx"),
    (0, b"\x09\2\6\0", "an Excel workbook (.xls of before 1997)", "save it as .xlsx"),
    (0, b"\x09\4\6\0", "an Excel workbook (.xls of before 1997)", "save it as .xlsx"),
    (0, b"\0\0\2\0\4\4", "a Lotus worksheet (.wk1)", "save it as .xlsx"),
    (0, b"\0\0\2\0\6\4", "a Lotus worksheet (.wk1)", "save it as .xlsx"),
    (0, b"\0\0\x1a\0", "a Lotus worksheet (.wk3 or .123)", "save it as .xlsx"),
    (0, b"WordPro\0", "a Lotus Word Pro document (.lwp)", PDF),
    (0, b"\xffWPC", "a WordPerfect document (.wpd)", PDF),
    (2, b"IIXPR", "a QuarkXPress document (.qxd)", PDF),
    (2, b"MMXPR", "a QuarkXPress document (.qxd)", PDF),
    (0, b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "an InDesign document (.indd)", PDF),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote section (.one)", PDF),
    (0, b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c", "a OneNote table of contents (.onetoc2)", "save its sections as PDF"),
    (0, b"\xf7\2\1\x83\x92\xc0\x1c\x3b", "a document of TeX (.dvi)", PDF),
    (0, b"AT&TFORM", "a DjVu document (.djvu)", PDF),
    (0, b"ITSF", "a help file (.chm)", PDF),
    (0, b"?_\3\0", "a help file (.hlp)", PDF),
    (0, b"ITOLITLS", "an e-book of Microsoft Reader (.lit)", PDF),
    (60, b"BOOKMOBI", "a Kindle book (.mobi)", PDF),
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript file (.eps)", PDF),
    (0, b"\x1bE", "data for a printer (PCL)", PDF),
    (0, b"\x1b%-12345X", "data for a printer (.prn)", PDF),
    (0, b"AC10", "an AutoCAD drawing (.dwg)", PDF),
    (8, b"CDR", "a CorelDRAW drawing (.cdr)", PDF),
    (0, b"\xff\xfe\xff\x0eS\0k\0e\0t\0c\0h\0U\0p\0", "a model of SketchUp (.skp)", PICTURE),
    # Mail.
    (0, b"!BDN", "an Outlook mailbox (.pst)", "save the messages as PDF"),
    (0, b"\x78\x9f\x3e\x22", "an Outlook attachment (winmail.dat)", "ask its sender for the document itself"),
    # Pictures.
    (4, b"JXL \r\n\x87\n", "a JPEG XL picture (.jxl)", PICTURE),
    (0, b"\xff\x0a", "a JPEG XL picture (.jxl)", PICTURE),
    (0, b"8BPS", "a Photoshop picture (.psd)", PICTURE),
    (0, b"II\xbc\1", "a JPEG XR picture (.jxr or .wdp)", PICTURE),
    (0, b"\x97JB2\r\n\x1a\n", "a JBIG2 picture (.jb2)", "save it as PDF, PNG or TIFF"),
    (128, b"DICM", "a medical picture (.dcm)", PICTURE),
    (0, b"BLENDER", "a scene of Blender (.blend)", PICTURE),
    (0, b"v/1\1", "an OpenEXR picture (.exr)", PICTURE),
    *((0, bytes([10, version, 1]), "a Paintbrush picture (.pcx)", PICTURE) for version in (2, 3, 5)),
    (0, b"FUJIFILMCCD-RAW", f"{_CAMERA} (.raf)", PICTURE),
    (0, b"IIRO", f"{_CAMERA} (.orf)", PICTURE),
    (0, b"IIU\0", f"{_CAMERA} (.rw2)", PICTURE),
    (4, b"ftypcrx ", f"{_CAMERA} (.cr3)", PICTURE),
    (0, b"gimp xcf", "a GIMP picture (.xcf)", PICTURE),
    (0, b"icns", "an icon (.icns)", PICTURE),
    (40, b" EMF", "a Windows drawing (.emf)", PICTURE),
    (0, b"\xd7\xcd\xc6\x9a", "a Windows drawing (.wmf)", PICTURE),
    (0, b"\1\0\x09\0\0\3", "a Windows drawing (.wmf)", PICTURE),
    # Films and sounds.
    (4, b"ftyp", "a video or a sound (.mp4)", NOT_A_DOCUMENT),
    *((4, kind, "a video (.mov)", NOT_A_DOCUMENT) for kind in (b"moov", b"mdat", b"wide", b"free", b"skip")),
    (0, b"\x1a\x45\xdf\xa3", "a video (.mkv or .webm)", NOT_A_DOCUMENT),
    (8, b"AVI ", "a video (.avi)", NOT_A_DOCUMENT),
    (8, b"WAVE", "a sound (.wav)", NOT_A_DOCUMENT),
    (8, b"AIFF", "a sound (.aiff)", NOT_A_DOCUMENT),
    (8, b"AIFC", "a sound (.aiff)", NOT_A_DOCUMENT),
    (0, b"ID3", "a sound (.mp3)", NOT_A_DOCUMENT),
    *((0, bytes([0xFF, kind]), "a sound (.mp3)", NOT_A_DOCUMENT) for kind in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)),
    *((0, bytes([0xFF, kind]), "a sound (.aac)", NOT_A_DOCUMENT) for kind in (0xF1, 0xF9)),
    (0, b"#!AMR", "a sound (.amr)", NOT_A_DOCUMENT),
    (0, b"MThd", "a sound (.mid)", NOT_A_DOCUMENT),
    (0, b"OggS", "a sound or a video (.ogg)", NOT_A_DOCUMENT),
    (0, b"fLaC", "a sound (.flac)", NOT_A_DOCUMENT),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video or a sound (.wmv or .wma)", NOT_A_DOCUMENT),
    (0, b"FLV\1", "a video (.flv)", NOT_A_DOCUMENT),
    (0, b"\0\0\1\xba", "a video (.mpg)", NOT_A_DOCUMENT),
    (0, b"\0\0\1\xb3", "a video (.mpg)", NOT_A_DOCUMENT),
    *((0, kind, "a Flash film (.swf)", NOT_A_DOCUMENT) for kind in (b"CWS", b"FWS", b"ZWS")),
    # Behind films: these begin alike.
    (0, b"\0\0\1\0", "an icon (.ico)", PICTURE),
    # Archives.
    (0, b"PK\5\6", "an archive (.zip) of nothing", NOT_A_DOCUMENT),
    (0, b"PK\7\x08", "a part of an archive (.zip)", UNPACK),
    (0, b"\x1f\x8b", "a compressed file (.gz)", UNPACK),
    (0, b"BZh", "a compressed file (.bz2)", UNPACK),
    (0, b"\xfd7zXZ", "a compressed file (.xz)", UNPACK),
    (0, b"\x5d\0\0", "a compressed file (.lzma)", UNPACK),
    (0, b"\x04\x22\x4d\x18", "a compressed file (.lz4)", UNPACK),
    (0, b"\x1f\x9d", "a compressed file (.Z)", UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a compressed file (.zst)", UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "an archive (.7z)", UNPACK),
    (0, b"Rar!\x1a\x07", "an archive (.rar)", UNPACK),
    (0, b"MSCF", "an archive (.cab)", UNPACK),
    (0, b"\x60\xea", "an archive (.arj)", UNPACK),
    (7, b"**ACE**", "an archive (.ace)", UNPACK),
    (2, b"-lh", "an archive (.lzh)", UNPACK),
    (257, b"ustar", "an archive (.tar)", UNPACK),
    (0, b"StuffIt", "an archive of a Mac (.sit)", UNPACK),
    (0, b"SIT!", "an archive of a Mac (.sit)", UNPACK),
    (0, b"!<arch>\n", "an archive (.deb or .a)", UNPACK),
    (0, b"\xed\xab\xee\xdb", "a package of programs (.rpm)", NOT_A_DOCUMENT),
    (0, b"conectix", "a disk's image (.vhd)", UNPACK),
    (0, b"vhdxfile", "a disk's image (.vhdx)", UNPACK),
    (0, b"QFI\xfb", "a disk's image (.qcow2)", UNPACK),
    (0, b"KDMV", "a disk's image (.vmdk)", UNPACK),
    # Tables and data.
    (0, b"SQLite format 3\0", "a database (.sqlite)", _CSV),
    (4, b"Standard Jet DB", "an Access database (.mdb)", _CSV),
    (4, b"Standard ACE DB", "an Access database (.accdb)", _CSV),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file (.h5)", _CSV),
    (0, b"\x93NUMPY", "an array of NumPy (.npy)", "export it as CSV"),
    (0, b"PAR1", "a Parquet table", "export it as CSV"),
    (0, b"ARROW1\0\0", "an Arrow table (.feather)", "export it as CSV"),
    (0, b"MATLAB 5.0 MAT-file", "a file of MATLAB (.mat)", "export it as CSV"),
    (0, b"$FL2", "a table of SPSS (.sav)", "export it as CSV"),
    (0, b"<stata_dta>", "a table of Stata (.dta)", "export it as CSV"),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", "a table of SAS (.sas7bdat)", "export it as CSV"),
    (0, b"\0\0\x27\x0a", "the shapes of a map (.shp)", PDF),
    # What is encrypted or signed.
    *(
        (
            offset,
            b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07",
            "a signed or encrypted file (.p7m)",
            "save the document in it",
        )
        for offset in (2, 3, 4)
    ),
    (4, b"\2\1\3\x30", "a certificate with its key (.p12 or .pfx)", NOT_A_DOCUMENT),
    (0, b"age-encryption.org/", "an encrypted file (.age)", "decrypt it and send the document"),
    (0, b"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46", "an encrypted file (.axx)", "decrypt it and send the document"),
    (0, b"\x03\xd9\xa2\x9a", "a store of passwords (.kdbx)", NOT_A_DOCUMENT),
    # Programs, and what systems keep.
    (0, b"\x7fELF", "a program", NOT_A_DOCUMENT),
    (0, b"MZ", "a program (.exe)", NOT_A_DOCUMENT),
    (0, b"\xca\xfe\xba\xbe", "a program", NOT_A_DOCUMENT),
    *((0, bytes([first, 0xFA, 0xED, 0xFE]), "a program", NOT_A_DOCUMENT) for first in (0xCE, 0xCF)),
    (0, b"\0asm", "a program (.wasm)", NOT_A_DOCUMENT),
    (0, b"dex\n", "a program (.dex)", NOT_A_DOCUMENT),
    (0, b"L\0\0\0\1\x14\2\0", "a shortcut (.lnk)", NOT_A_DOCUMENT),
    (0, b"\0\0\0\1Bud1", "a list of a Mac's folder (.DS_Store)", NOT_A_DOCUMENT),
    (0, b"\0\5\x16\7", "what a Mac keeps beside a file (._ files)", NOT_A_DOCUMENT),
    (0, b"\0\1\0\0\0", "a font (.ttf)", NOT_A_DOCUMENT),
    (0, b"OTTO", "a font (.otf)", NOT_A_DOCUMENT),
    (0, b"ttcf", "a font (.ttc)", NOT_A_DOCUMENT),
    (0, b"wOF", "a font (.woff)", NOT_A_DOCUMENT),
    (0, b"\x80\1", "a font (.pfb)", NOT_A_DOCUMENT),
)
"""Offset and bytes of what begins a file that is no text, what it is, and what to do. The first that fits counts."""

PATTERNS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"bplist00.*WebMainResource", re.S), "a web page that Safari saved (.webarchive)", PDF),
    (re.compile(rb"bplist00"), "a property list (.plist)", NOT_A_DOCUMENT),
    (re.compile(rb"P[4-7][\s#]"), _PICTURE_OF_NETPBM, PICTURE),
    (
        re.compile(rb"[\x03\x30\x31\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f].{8}\0\0[\0\1]{2}\0{12}", re.S),
        "a dBASE table (.dbf)",
        "save it as .xlsx or CSV",
    ),
    (re.compile(rb".\0[\x02\x03\x0a\x0b]\0{5}.{8}[\x08\x10\x18\x20]", re.S), "a Targa picture (.tga)", PICTURE),
    (re.compile(rb"\0\0\x02\0[^\0]"), "a mouse pointer (.cur)", PICTURE),
    (
        re.compile(rb"\0+\Z"),
        "a file that begins with nothing but zeros (damaged, or a disk's image)",
        "copy it again from where it came, or send the files in it",
    ),
)
"""The same, where it takes more than one run of bytes; behind the others."""
