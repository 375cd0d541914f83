"""Function words: asked for among other words, they need not be in a record. Pure data.

Short on purpose: a word that means something in its own language is left in the query. Compared
in folded form (see ``search.folding``).
"""

from search.folding import fold

_LISTS = {
    "ar": "في من على إلى عن مع هذا هذه ذلك التي الذي ما هو هي أن إن كان كيف و أو ثم بين بعد "
    "قبل عند كل لا",
    "bn": "এবং ও কি কে এর এই যে জন্য থেকে করে হয় একটি সঙ্গে",
    "ca": "el la els les un una de del dels i a en amb per que com és al als o",
    "cs": "a v ve na se je z ze do s k o pro jak to že i po od u nebo co",
    "da": "og i at det en den til er som på de med for der et af om hvad hvordan ikke",
    "de": "der die das den dem des ein eine einen einem einer und oder in im am an auf aus "
    "bei mit nach von vom zu zum zur für über ist sind wie was ich wir es man als auch "
    "nicht",
    "el": "ο η το οι τα του της των τον την και σε με για από που πως τι είναι ένα μια στο "
    "στη στην στα ως",
    "en": "a an the of in on at to for and or with by from is are be as how what which who "
    "why when where do does i my me we you your it its that this these about into can",
    "es": "el la los las un una unos unas de del y e o u en a al con por para que como es son "
    "se su sus lo qué cómo cuál sobre entre",
    "fa": "و در به از که این آن را با برای است یک تا بر چه چگونه های ها",
    "fi": "ja on ei se että joka mitä miten kun tai ovat myös",
    "fr": "le la les un une des du de d l et ou en à au aux dans par pour sur avec que qui "
    "quoi comment est sont ce cette ces se sa son ses il elle je nous vous",
    "hi": "का की के को से में पर और है हैं था यह वह एक कि या क्या कैसे लिए तथा भी ने",
    "hu": "a az és egy hogy is nem van mi mit hogyan vagy meg ez azt",
    "id": "dan yang di ke dari untuk dengan pada adalah ini itu atau dalam apa bagaimana oleh",
    "it": "il lo la i gli le un uno una di del dello della dei degli delle e o in nel nella a "
    "al alla con per da dal dalla su che come è sono si cosa",
    "nl": "de het een en of in op van voor met aan te bij naar uit is zijn dat die wat hoe ik "
    "je niet door over",
    "no": "og i å det en et den til er som på de med for av om hva hvordan ikke",
    "pl": "i w we z ze na do o od po za jak jest to nie się co dla przez oraz lub",
    "pt": "o a os as um uma de do da dos das e ou em no na nos nas ao à com por para que como "
    "é são se seu sua sobre pelo pela",
    "ro": "și si în in la de pe cu din un o a al ale cel cea ce cum este sunt pentru prin sau care",
    "ru": "и в во на с со к ко о об от до из за по у для не что как это а или но при же бы ли кто",
    "sv": "och i att det en ett den till är som på de med för av om vad hur inte",
    "sw": "na ya wa za la cha vya kwa ni katika au kama hii hizi hiyo jinsi gani nini",
    "ta": "மற்றும் ஒரு இந்த அந்த என்ன எப்படி அல்லது",
    "tr": "ve bir bu şu o da de ile için mi mu ne nasıl olarak gibi veya",
    "uk": "і й та в у на з із до від за по для не що як це або але при",
    "ur": "کا کی کے کو سے میں پر اور ہے ہیں یہ وہ ایک کہ یا کیا کیسے لیے",
    "vi": "và của các là cho trong với một những có được để về như thế nào",
}
STOP_WORDS = {
    language: frozenset(fold(word) for word in words.split()) for language, words in _LISTS.items()
}
