"""The words of schema.org's accessibility properties in the reader's language.

Values that are not here (names of accessibility APIs, misspelt ones) are shown as they stand.

Source: W3C Schema.org Accessibility Properties for Discoverability Vocabulary.
"""

from django.utils.translation import pgettext_lazy

from repository.labels import Labels

ACCESS_MODES: Labels = {
    "auditory": pgettext_lazy("accessibility", "hearing"),
    "tactile": pgettext_lazy("accessibility", "touch"),
    "textual": pgettext_lazy("accessibility", "text"),
    "visual": pgettext_lazy("accessibility", "sight"),
    "chartOnVisual": pgettext_lazy("accessibility", "charts as pictures"),
    "chemOnVisual": pgettext_lazy("accessibility", "chemical formulas as pictures"),
    "colorDependent": pgettext_lazy("accessibility", "colours that carry meaning"),
    "diagramOnVisual": pgettext_lazy("accessibility", "diagrams as pictures"),
    "mathOnVisual": pgettext_lazy("accessibility", "mathematical formulas as pictures"),
    "musicOnVisual": pgettext_lazy("accessibility", "sheet music as pictures"),
    "textOnVisual": pgettext_lazy("accessibility", "text as pictures"),
}
FEATURES: Labels = {
    "alternativeText": pgettext_lazy("accessibility", "descriptions of pictures"),
    "annotations": pgettext_lazy("accessibility", "annotations"),
    "ARIA": pgettext_lazy("accessibility", "marks for screen readers (ARIA)"),
    "audioDescription": pgettext_lazy("accessibility", "audio description"),
    "bookmarks": pgettext_lazy("accessibility", "bookmarks"),
    "braille": pgettext_lazy("accessibility", "braille"),
    "captions": pgettext_lazy("accessibility", "captions"),
    "ChemML": pgettext_lazy("accessibility", "chemical formulas as ChemML"),
    "closedCaptions": pgettext_lazy("accessibility", "captions that can be switched on"),
    "describedMath": pgettext_lazy("accessibility", "formulas described in words"),
    "displayTransformability": pgettext_lazy("accessibility", "size and colours can be changed"),
    "fullRubyAnnotations": pgettext_lazy("accessibility", "reading aids for all characters"),
    "highContrastAudio": pgettext_lazy("accessibility", "speech clear of background sound"),
    "highContrastDisplay": pgettext_lazy("accessibility", "high contrast"),
    "horizontalWriting": pgettext_lazy("accessibility", "horizontal writing"),
    "index": pgettext_lazy("accessibility", "index"),
    "largePrint": pgettext_lazy("accessibility", "large print"),
    "latex": pgettext_lazy("accessibility", "formulas as LaTeX"),
    "latex-chemistry": pgettext_lazy("accessibility", "chemical formulas as LaTeX"),
    "longDescription": pgettext_lazy("accessibility", "long descriptions"),
    "MathML": pgettext_lazy("accessibility", "formulas as MathML"),
    "MathML-chemistry": pgettext_lazy("accessibility", "chemical formulas as MathML"),
    "openCaptions": pgettext_lazy("accessibility", "captions always shown"),
    "pageBreakMarkers": pgettext_lazy("accessibility", "page numbers of the printed book"),
    "pageNavigation": pgettext_lazy("accessibility", "list of pages"),
    "readingOrder": pgettext_lazy("accessibility", "correct reading order"),
    "rubyAnnotations": pgettext_lazy("accessibility", "reading aids for characters"),
    "signLanguage": pgettext_lazy("accessibility", "sign language"),
    "structuralNavigation": pgettext_lazy("accessibility", "headings to move by"),
    "synchronizedAudioText": pgettext_lazy("accessibility", "text and sound in step"),
    "tableOfContents": pgettext_lazy("accessibility", "table of contents"),
    "tactileGraphic": pgettext_lazy("accessibility", "pictures to touch"),
    "tactileObject": pgettext_lazy("accessibility", "objects to touch"),
    "taggedPDF": pgettext_lazy("accessibility", "tagged PDF"),
    "timingControl": pgettext_lazy("accessibility", "as much time as needed"),
    "transcript": pgettext_lazy("accessibility", "transcript"),
    "ttsMarkup": pgettext_lazy("accessibility", "pronunciation for reading aloud"),
    "unlocked": pgettext_lazy("accessibility", "no copy protection"),
    "verticalWriting": pgettext_lazy("accessibility", "vertical writing"),
    "withAdditionalWordSegmentation": pgettext_lazy("accessibility", "spaces between words added"),
    "withoutAdditionalWordSegmentation": pgettext_lazy("accessibility", "no spaces between words"),
}
HAZARDS: Labels = {
    "flashing": pgettext_lazy("accessibility", "flashes"),
    "motionSimulation": pgettext_lazy("accessibility", "movement that may cause dizziness"),
    "sound": pgettext_lazy("accessibility", "sounds that may disturb"),
    "noFlashingHazard": pgettext_lazy("accessibility", "no flashes"),
    "noMotionSimulationHazard": pgettext_lazy(
        "accessibility", "no movement that may cause dizziness"
    ),
    "noSoundHazard": pgettext_lazy("accessibility", "no sounds that may disturb"),
    "unknownFlashingHazard": pgettext_lazy("accessibility", "flashes: not known"),
    "unknownMotionSimulationHazard": pgettext_lazy("accessibility", "movement: not known"),
    "unknownSoundHazard": pgettext_lazy("accessibility", "sounds: not known"),
}
CONTROLS: Labels = {
    "fullKeyboardControl": pgettext_lazy("accessibility", "keyboard"),
    "fullMouseControl": pgettext_lazy("accessibility", "mouse"),
    "fullSwitchControl": pgettext_lazy("accessibility", "switch"),
    "fullTouchControl": pgettext_lazy("accessibility", "touch screen"),
    "fullVideoControl": pgettext_lazy("accessibility", "camera"),
    "fullVoiceControl": pgettext_lazy("accessibility", "voice"),
}
STATED: Labels = {
    "none": pgettext_lazy("accessibility", "none"),
    "unknown": pgettext_lazy("accessibility", "not known"),
}
ACCESSIBILITY: Labels = {**ACCESS_MODES, **FEATURES, **HAZARDS, **CONTROLS, **STATED}
