"""What a reader of each language types, and what it has to find."""

import msgspec
import pytest

from search.analysis import GROUPS
from search.backends import make_backend
from tests.search.engines import ENGINES, open_engine
from tests.search.samples import fill, found, make_document

pytestmark = pytest.mark.database_independent


class Sample(msgspec.Struct, frozen=True):
    """A title, and queries separated by bars: those that find it and those that do not."""

    title: str
    finds: str
    finds_not: str = ""


SAMPLES = {
    "am": Sample(
        "የሂሳብ ትምህርት ለጀማሪዎች፡ ዓለም አቀፍ ሣር",
        "ትምህርት | አለም | ሳር | የሂሳብ",
        "ታሪክ",
    ),
    "ar": Sample(
        "المُعَلِّمون والكتابُ في المدرسة الإلكترونية",
        "معلم | المعلم | مُعَلِّم | كتاب | الكتاب | مدرسه | الالكترونية",
        "معلومات",
    ),
    "az": Sample(
        "İqtisadiyyatın əsasları",
        "iqtisadiyyatın | İQTİSADİYYATIN | esaslari",
        "iqtisad",
    ),
    "bg": Sample(
        "Въведение в химията за учениците",
        "химията | химия | ученик | ученици",
        "физика | учение",
    ),
    "bn": Sample(
        "বাংলা ব্যাকরণ ও রচনা: শিক্ষকদের জন্য বই",
        "ব্যাকরণ | ব্যাকরণের | শিক্ষক | শিক্ষকের | বইয়ের | বইগুলো",
        "ব্যাকর | শিক্ষা",
    ),
    "ca": Sample(
        "L'ensenyament de l'anglès",
        "ensenyament | ensenyaments | angles | l'anglès",
        "ensenyar-se-la | angle recte",
    ),
    "cs": Sample(
        "Řešení příkladů z fyziky",
        "reseni | Řešení | příklad | priklady | fyzika | FYZIKY",
        "rezervace",
    ),
    "da": Sample(
        "Børnenes bøger om rummet",
        "bøger | bøgerne | rummet",
        "børn-hus",
    ),
    "de": Sample(
        "Die Häuser der Kinder: Straßenbau für Anfänger",
        "haus | Kind | hauser | strassenbau | STRASSENBAU | Straßenbau",
        "kinderlos",
    ),
    "el": Sample(
        "Μαθηματικά για τους μαθητές",
        "μαθηματικα | μαθηματικών | ΜΑΘΗΤΗΣ",
        "μάθος",
    ),
    "en": Sample(
        "Universities teaching photosynthesis: a teacher's guide to naïve methods",
        "university | teachers | teacher’s guides | naive | PHOTOSYNTHESIS",
        "kind | photograph | hous",
    ),
    "es": Sample(
        "Matemáticas básicas para niños y niñas: la educación del año",
        "matematica | matemáticas | niño | ninos | educacion",
        "matador",
    ),
    "fa": Sample(
        "آموزش زبان فارسی: کتاب‌های علمی",
        "كتابهاي | کتاب‌های | کتاب | کتابها | آموزش | اموزش",
        "آموزگار | زبانه‌کش",
    ),
    "fi": Sample(
        "Lasten kirjat ja koulujen opetus",
        "kirja | koulu | kirjoja | kouluissa",
        "kirves",
    ),
    "fil": Sample(
        "Araling Panlipunan para sa mga bata",
        "araling panlipunan",
        "aralan",
    ),
    "fr": Sample(
        "L'énergie solaire et les écoles d'aujourd’hui : cœur et santé",
        "energie | énergies | l’énergie | ecole | coeur | sante | aujourd'hui",
        "energumene",
    ),
    "gu": Sample(
        "ગુજરાતી વ્યાકરણ",
        "વ્યાકરણ",
        "વ્યાકર",
    ),
    "ha": Sample(
        "Ilimin ƙididdiga da ɓangarori",
        "kididdiga | ƙididdiga | bangarori",
        "kidaya",
    ),
    "he": Sample(
        "שָׁלוֹם כִּתָּה א: מתמטיקה",
        "שלום | כתה | מתמטיקה",
        "שלם",
    ),
    "hi": Sample(
        "हिन्दी व्याकरण और गणित की क़िताब: लड़कों के लिए",
        "हिन्दी | किताब | किताबें | क़िताबों | गणित | लड़का | लड़के",
        "गण | लड़ाई",
    ),
    "hu": Sample(
        "Könyvek a természetről",
        "könyv | konyvek | TERMÉSZETRŐL",
        "könyörög",
    ),
    "hy": Sample("Մաթեմատիկայի դասագիրք", "դասագիրք | դասագիրքը | ԴԱՍԱԳԻՐՔ | մաթեմատիկայի", "դաս"),
    "id": Sample(
        "Pembelajaran matematika untuk anak-anak",
        "matematika | anak | belajar | pelajaran | mengajar",
        "matematikawan",
    ),
    "it": Sample(
        "Dell'acqua e dell’aria: esperimenti per le scuole",
        "acqua | dell'acqua | scuola | esperimento",
        "scusa",
    ),
    "ja": Sample(
        "中学校の数学とプログラミング入門",
        "数学 | 中学校 | プログラミング | プログラ | 入",
        "学中",
    ),
    "ka": Sample(
        "ქართული ენის გრამატიკა",
        "გრამატიკა",
        "გრამი",
    ),
    "kk": Sample(
        "Қазақ тілі мен әдебиеті",
        "әдебиеті | Қазақ",
        "қаз",
    ),
    "km": Sample(
        "មេរៀនគណិតវិទ្យា",
        "គណិតវិទ្យា | មេរៀន",
        "រៀនមេ",
    ),
    "kn": Sample(
        "ಕನ್ನಡ ವ್ಯಾಕರಣ",
        "ವ್ಯಾಕರಣ",
        "ವ್ಯಾಕರ",
    ),
    "ko": Sample(
        "한국어 문법을 배우는 학생",
        "문법 | 한국어 | 학생",
        "문학",
    ),
    "lo": Sample(
        "ພາສາລາວ ເບື້ອງຕົ້ນ",
        "ພາສາ",
        "ລາວພາ",
    ),
    "ml": Sample(
        "മലയാളം വ്യാകരണം",
        "വ്യാകരണം",
        "വ്യാകര",
    ),
    "mr": Sample(
        "मराठी भाषेचे पुस्तक",
        "पुस्तक",
        "पुस्त",
    ),
    "my": Sample(
        "မြန်မာဘာသာစကား",
        "မြန်မာ",
        "စာဘာ",
    ),
    "ne": Sample("नेपाली विज्ञानको पाठहरू", "विज्ञान | विज्ञानले | पाठ | पाठहरू", "विज्ञ"),
    "nl": Sample(
        "Kinderen leren fietsen",
        "kinderen | fietsen",
        "de",
    ),
    "no": Sample(
        "Bøkene om været i Ålesund",
        "bøker | vær | alesund",
        "bok-hylle",
    ),
    "pa": Sample(
        "ਪੰਜਾਬੀ ਵਿਆਕਰਣ",
        "ਵਿਆਕਰਣ",
        "ਵਿਆਕਰ",
    ),
    "pl": Sample(
        "Ćwiczenia z matematyki: żółw i łódź",
        "cwiczenia | ćwiczenie | cwiczenie | matematyka | zolw | łódź | lodz",
        "zolwie-morskie",
    ),
    "pt": Sample(
        "Educação e formação de professores: lições",
        "educacao | educações | lição | professor",
        "professional",
    ),
    "ro": Sample(
        "Lecții de știință pentru școală",
        "stiinta | știință | ştiinţă | lecție",
        "leu",
    ),
    "ru": Sample(
        "Уроки математики: ещё один учебник",
        "урок | еще | учебники | математика",
        "урон",
    ),
    "si": Sample(
        "සිංහල ව්‍යාකරණ",
        "ව්‍යාකරණ",
        "ව්‍යාකර",
    ),
    "sv": Sample(
        "Böckerna om djuren på Öland",
        "bocker | böcker | oland | djur",
        "bocka-av",
    ),
    "sw": Sample(
        "Ng'ombe na mbuzi: kilimo cha kisasa kwa wakulima",
        "ngombe | ng’ombe | kilimo",
        "kilima",
    ),
    "ta": Sample(
        "தமிழ் இலக்கணம்",
        "இலக்கணம்",
        "இலக்கியம்",
    ),
    "te": Sample(
        "తెలుగు వ్యాకరణం: పుస్తకాలు, పాఠశాలలు",
        "వ్యాకరణం | వ్యాకరణ | పుస్తకం | పుస్తకాలలో | పాఠశాల | పాఠశాలలో",
        "వ్యాకర | పాఠం",
    ),
    "th": Sample(
        "คณิตศาสตร์เบื้องต้นสำหรับเด็ก",
        "คณิตศาสตร์ | คณิต | เด็ก",
        "ศาสคณิต",
    ),
    "ti": Sample(
        "ትምህርቲ ሳይንስ",
        "ትምህርቲ",
        "ትምህር",
    ),
    "tr": Sample(
        "İstanbul'un kitapları: IŞIK ve ısı",
        "kitap | istanbul | İSTANBUL | ISI | ışık | isik",
        "kitapsever",
    ),
    "uk": Sample(
        "М'ячі та комп'ютери: їжа",
        "м’ячі | мячі | комп'ютери | їжа",
        "їжак",
    ),
    "ur": Sample(
        "اُردو زبان کی کتاب",
        "اردو | کتاب | زبان",
        "زبانی",
    ),
    "uz": Sample(
        "O‘zbek tili darsligi",
        "o'zbek | ozbek",
        "o'zga",
    ),
    "vi": Sample(
        "Giáo dục tiểu học ở Việt Nam: đường và nước",
        "giao duc | Giáo dục | duong | nuoc",
        "giao thông",
    ),
    "yo": Sample(
        "Ẹ̀kọ́ èdè Yorùbá",
        "eko | Ẹ̀kọ́ | yoruba",
        "ekun",
    ),
    "af": Sample("Die beste skole en onderwysers", "onderwysers | onderwyser | skole", "onderwerp"),
    "be": Sample("Урокі беларускай мовы", "урокі | мовы", "мост"),
    "et": Sample("Õpetaja käsiraamat", "opetaja | käsiraamat | õpetajad", "opetus"),
    "eu": Sample(
        "Matematika ariketak ikasleentzat",
        "ariketak | ariketa | ikasleentzat",
        "irakasle",
    ),
    "ga": Sample(
        "Scéalta do pháistí: an scoil agus an múinteoir",
        "scéalta | phaisti | páistí",
        "scian",
    ),
    "ku": Sample("Perwerde û zimanê kurdî", "zimane | PERWERDE", "ziman"),
    "lt": Sample("Matematikos užduotys", "uzduotys | užduotys | užduotis | matematika", "uzdara"),
    "lv": Sample(
        "Mācību līdzeklis skolēniem",
        "macibu | mācības | skolēniem | skolēns | skoleni",
        "skola",
    ),
    "mn": Sample("Математикийн хичээл", "хичээл", "хичнээн"),
    "or": Sample("ଓଡ଼ିଆ ବ୍ୟାକରଣ", "ବ୍ୟାକରଣ", "ବ୍ୟାକର"),
    "ps": Sample("د ښوونځي کتابونه", "کتابونه | ښوونځي", "کتابتون"),
    "so": Sample("Buugga xisaabta", "xisaabta", "xisaab"),
    "sq": Sample("Libri i gjuhës shqipe", "gjuhes | gjuhës", "gjuetia"),
    "sr": Sample(
        "Уџбеник из физике",
        "уџбеник | уџбеника | udžbenik | udzbenik | физике | fizika",
        "учење",
    ),
    "st": Sample("Pale ya mmutla le tau", "mmutla | tau", "mmuso"),
    "tg": Sample("Китоби забони тоҷикӣ", "забони | тоҷикӣ", "забур"),
    "xh": Sample("Iincwadi zabantwana", "iincwadi", "incwadana"),
    "zh": Sample(
        "光合作用教学：初中生物Python编程",
        "光合 | 光合作用 | 教学 | 光 | 生物 | python | Ｐｙｔｈｏｎ | 编程",
        "合光 | 用光",
    ),
    "zu": Sample(
        "Izilwane zasendle",
        "izilwane",
        "isilwanyana",
    ),
    "ckb": Sample(
        "کتێبەکانی قوتابیان و مامۆستاکان",
        "کتێب | کتێبەکە | كتێبي | قوتابی | قوتابییەکان | مامۆستا",
        "کتێبخانە",
    ),
    "eo": Sample(
        "La lernejoj kaj la infanoj: libroj",
        "lernejo | infano | infanojn | libro",
        "libereco",
    ),
    "gl": Sample(
        "As leccións dos mestres: animais e luces",
        "lección | leccion | mestre | animal | luz",
        "lectura",
    ),
    "hr": Sample(
        "Udžbenik za osnovne škole",
        "udžbenik | udzbenik | školi | skola | уџбеник",
        "učiteljica",
    ),
    "ms": Sample(
        "Buku pelajaran sains untuk murid-murid",
        "bukunya | belajar | murid | sains",
        "bukit",
    ),
    "yi": Sample("די שולן און די לערערס", "שול | לערער", "לעבן"),
}


def queries(field: str) -> list[tuple[str, str]]:
    """Give pairs (language, query)."""
    return [
        (language, query)
        for language, sample in SAMPLES.items()
        for query in getattr(sample, field).split(" | ")
        if query
    ]


@pytest.fixture(scope="module", params=ENGINES)
def many_languages(request, tmp_path_factory):
    """One index with a record in each language."""
    with open_engine(request, tmp_path_factory.mktemp("search")) as url:
        yield fill(
            make_backend(url),
            *(make_document(sample.title, language=tag, id=tag) for tag, sample in SAMPLES.items()),
        )


def test_every_language_with_a_stemmer_has_a_sample():
    assert {group.name for group in GROUPS} <= SAMPLES.keys()
    assert len(SAMPLES) >= 75


@pytest.mark.parametrize(("language", "typed"), queries("finds"))
def test_a_query_as_typed_finds_the_record_of_its_language(many_languages, language, typed):
    assert language in found(many_languages, typed, page_size=100)


@pytest.mark.parametrize(("language", "typed"), queries("finds_not"))
def test_a_query_for_another_word_does_not_find_the_record(many_languages, language, typed):
    assert language not in found(many_languages, f'"{typed}"', page_size=100)


@pytest.mark.parametrize(
    ("language", "text", "finds", "finds_not"),
    [
        (
            "de",
            "Arbeitsblätter für den Mathematikunterricht",
            "Mathematik Unterricht Arbeit Blatt",
            "Antwort Mathe",
        ),
        ("de", "Die Antwort des Protests: Beispiele", "Antwort Beispiel", "Wort Spiel Test"),
        ("nl", "Natuurkunde op de basisschool", "natuur school natuurkunde", "natuurlijk kun"),
        ("sv", "Läroböcker och matteprov", "böcker prov", "provins"),
        ("nb", "Matematikkoppgaver for grunnskolen", "matematikk oppgave skole", "gave"),
        ("da", "Børnebøger og lærebøger i skolen", "bog bøger børn", "bogstav"),
    ],
)
def test_a_compound_is_found_by_its_parts_where_these_are_certain(
    backend, language, text, finds, finds_not
):
    fill(backend, make_document(text, language=language, id="it"))

    assert [word for word in finds.split() if found(backend, word) != ["it"]] == []
    assert [word for word in finds_not.split() if found(backend, word)] == []


def test_a_stem_of_one_language_does_not_meet_a_word_of_another(backend):
    fill(
        backend,
        make_document("Kinder und ihre Gifte", language="de", id="de"),
        make_document("A kind gift", language="en", id="en"),
    )

    assert found(backend, "Kinder") == ["de"]


@pytest.mark.parametrize(
    ("tag", "text", "typed"),
    [
        ("pt-BR", "Lições de física", "lição"),
        ("nb", "Skolene i byen", "skole"),
        ("ar-EG", "المعلمون", "معلم"),
        ("zh-Hant", "光合作用", "光合"),
        ("zxx", "Häuser", "hauser"),
        ("tlh", "yIDoghQo'", "yidoghqo"),
    ],
)
def test_regional_and_unknown_tags_are_analyzed_by_what_is_known(backend, tag, text, typed):
    fill(backend, make_document(text, language=tag, id="it"))

    assert found(backend, typed) == ["it"]


@pytest.mark.parametrize(
    ("languages", "finds"), [(("en",), True), (("sw",), False), (("fr", "en"), True), ((), True)]
)
def test_an_untagged_text_is_stemmed_in_the_languages_of_its_record_or_the_one_detected(
    backend, languages, finds
):
    document = make_document("Universities of Kenya", language="und", id="it")
    fill(backend, msgspec.structs.replace(document, languages=languages))

    assert (found(backend, "university") == ["it"]) is finds
    assert found(backend, "universities") == ["it"]


@pytest.mark.parametrize(
    ("text", "typed"),
    [("Μαθηματικά", "μαθηματικών"), ("Уроки", "урок"), ("المعلمون", "معلم"), ("光合作用", "光合")],
)
def test_an_untagged_text_is_analyzed_by_its_script(backend, text, typed):
    fill(backend, make_document(text, language="und", id="it"))

    assert found(backend, typed) == ["it"]


@pytest.mark.parametrize(
    ("text", "typed", "finds"),
    [
        ("Die Häuser der Kinder am Fluss", "Haus", True),
        ("Historia ya kale ya Afrika Mashariki", "historias", False),
        ("Підручники математики для школи", "подручник", False),
        ("Häuser", "Haus", False),  # too short to tell
    ],
)
def test_a_text_without_any_language_is_stemmed_where_it_is_certain(backend, text, typed, finds):
    fill(backend, make_document(text, language="und", id="it"))

    assert (found(backend, typed) == ["it"]) is finds


@pytest.mark.parametrize(
    ("typed", "first"),
    [("résumé", "résumé"), ("resume", "resume"), ("année", "année"), ("annee", "annee")],
)
def test_the_spelling_typed_ranks_first(backend, typed, first):
    for text in ("résumé", "resume", "année", "annee"):
        fill(backend, make_document(f"{text} one", language="fr", id=text))

    assert found(backend, typed)[0] == first
    assert len(found(backend, typed)) == 2


def test_the_form_typed_ranks_before_other_forms(backend):
    fill(
        backend,
        make_document("Teaching maps", id="other form"),
        make_document("Teach maps", id="typed form"),
        make_document("Teaches maps", id="third form"),
    )

    assert found(backend, "teach")[0] == "typed form"


def test_a_title_in_a_rare_language_ranks_as_high_as_one_in_a_frequent_one(backend):
    fill(backend, *(make_document(f"Lesson {n} about lakes", id=f"en{n}") for n in range(300)))
    fill(
        backend,
        make_document("Die Vulkane", language="de", id="title"),
        make_document(
            "Cuvinte", language="ro", id="text", text="Un text lung despre orice: vulkane, mare."
        ),
    )

    assert found(backend, "vulkane") == ["title", "text"]
    assert found(backend, "Vulkan")[0] == "title"
