"""Sentences and words of scripts other than Latin, and summaries made of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.generators import coverage, frequency, leading, lexrank
from feedback.text import count_tokens, sentence_spans
from feedback.text.tokens import words

SENTENCES = {
    "Russian": [
        "Стена стоит прямо.",
        "Её проверил А. С. Попов, который живёт в г. Туле.",
        "Отвес висит, т. е. верёвка натянута!",
        "Кто его повесил?",
    ],
    "Greek": ["Ο τοίχος είναι ίσιος.", "Ποιος τον έχτισε;", "Το νήμα κρέμεται!", "Δεν γέρνει."],
    "Chinese": ["墙是直的。", "谁建了它？", "绳子垂下来！", "“它不歪。”", "他走了。"],
    "Japanese": ["壁はまっすぐです。", "誰が建てましたか？", "「はい。」", "糸が下がっています！"],
    "Hindi": ["दीवार सीधी है।", "इसे किसने बनाया?", "डोरी लटकती है!", "वह झुकती नहीं।"],
    "Arabic": ["الجدار مستقيم.", "من بناه؟", "الخيط معلق!", "إنه لا يميل."],
    "Polish": ["Łódź jest miastem.", "Ściana stoi prosto!", "Czy Żuk ją zbudował?"],
    "German": ["Die Wand steht.", "„Wirklich?“", "Österreich ist weit, z. B. von hier."],
    "Armenian": ["Պատը ուղիղ է։", "Թելը կախված է։"],
    "Urdu": ["دیوار سیدھی ہے۔", "یہ کس نے بنائی؟"],
}
SPACELESS = ("Chinese", "Japanese")
TEXTS = {
    "Russian": (
        "Отвес показывает каменщику направление вниз. Каменщик подвешивает свинцовый груз на"
        " длинной верёвке. Верёвка долго качается на сильном ветру. Когда отвес успокоится,"
        " каменщик проверяет стену. Старая стена наклонилась к реке на целую ладонь."
        " Новая стена стоит прямо вдоль верёвки отвеса."
    ),
    "Greek": (
        "Ο χτίστης κρεμά ένα βαρύ μολύβι σε μακρύ νήμα. Το νήμα της στάθμης δείχνει στον χτίστη την"
        " κατεύθυνση προς τα κάτω. Ο δυνατός άνεμος κουνάει το νήμα για ώρα. Όταν το νήμα"
        " ησυχάσει, ο χτίστης ελέγχει τον τοίχο. Ο παλιός τοίχος έγειρε προς το ποτάμι μια παλάμη."
        " Ο νέος τοίχος στέκεται ίσιος κατά μήκος του νήματος της στάθμης."
    ),
    "Chinese": (
        "铅垂线告诉泥瓦匠哪个方向是下。泥瓦匠把沉重的铅块挂在长绳子上。大风让绳子摇晃了很久。"
        "等铅垂线静止以后，泥瓦匠检查墙壁。旧墙壁向河边倾斜了一个手掌的宽度。"
        "新墙壁沿着铅垂线的绳子笔直地站立。村里的孩子每天都来看老师傅怎样工作。"
        "老师傅说，绳子、铅块和耐心是泥瓦匠的三件工具。雨季到来以前，他们还要修好桥边的水塔。"
    ),
    "Japanese": (
        "下げ振りは石工に下の方向を教えます。石工は重い鉛を長い糸につるします。"
        "強い風が糸を長い間ゆらします。下げ振りが静かになると、石工は壁を調べます。"
        "古い壁は川の方へ手のひら一つ分かたむきました。新しい壁は下げ振りの糸にそってまっすぐ立っています。"
    ),
    "Hindi": (
        "साहुल राजमिस्त्री को नीचे की दिशा बताता है। राजमिस्त्री भारी सीसा लंबी डोरी पर लटकाता है।"
        " तेज़ हवा डोरी को देर तक हिलाती है। जब साहुल शांत हो जाता है, तब राजमिस्त्री दीवार जाँचता है।"
        " पुरानी दीवार नदी की ओर एक हथेली झुक गई। नई दीवार साहुल की डोरी के साथ सीधी खड़ी है।"
    ),
    "Arabic": (
        "يبين الشاقول للبناء اتجاه الأسفل. يعلق البناء ثقلا من الرصاص على خيط طويل."
        " تهز الريح القوية الخيط زمنا طويلا. عندما يسكن الشاقول يفحص البناء الجدار."
        " مال الجدار القديم نحو النهر بمقدار كف. يقف الجدار الجديد مستقيما على طول خيط الشاقول."
    ),
}


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("language", SENTENCES)
def test_two_or_more_sentences_are_spans_of_their_own(language):
    expected = SENTENCES[language]
    assert split(" ".join(expected)) == expected
    assert split("\n".join(expected)) == expected
    if language in SPACELESS:
        assert split("".join(expected)) == expected


@pytest.mark.parametrize("language", TEXTS)
def test_three_generators_give_three_different_summaries(language):
    text = TEXTS[language]
    limit = count_tokens(text) // 3
    made = {each.summarise(text, max_tokens=limit) for each in (leading, frequency, coverage)}
    made |= {lexrank.summarise(text, max_tokens=limit)}
    assert len(made) >= 3
    for summary in made:
        assert count_tokens(summary) <= limit
        assert set(split(summary)) <= set(split(text))


def test_words_are_not_taken_apart_at_vowel_signs_nor_run_together():
    assert words("दीवार सीधी है।") == ["दीवार", "सीधी", "है"]
    assert words("الجدارُ مستقيمٌ.") == ["الجدارُ", "مستقيمٌ"]
    assert len(words("泥瓦匠检查墙壁。")) >= 3
    assert count_tokens("没有……吗？？") == count_tokens("没有") + count_tokens("吗") + 2


def test_languages_side_by_side_are_each_cut_by_their_own_marks():
    text = "The wall stands. 墙是直的。It leans. Стена стоит. It fell; Then we wept."
    expected = ["The wall stands.", "墙是直的。", "It leans.", "Стена стоит."]
    assert split(text) == [*expected, "It fell; Then we wept."]


@given(st.text(alphabet="ab АБ.!?。？「」“”()（）\n墙रि है।؟Ωω;"))
def test_spans_hold_every_non_white_character_once_and_in_order(text):
    spans = sentence_spans(text)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert "".join("".join(part.split()) for part in split(text)) == "".join(text.split())
