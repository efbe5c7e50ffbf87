"""What WhatsApp writes in a person's place, per language, as facts: omitted media, deletions, calls, edits, events."""

from __future__ import annotations

import re


def _table(phrases: str) -> frozenset[str]:
    return frozenset(phrase.strip() for line in phrases.splitlines() for phrase in line.split("|") if phrase.strip())


MEDIA = _table(
    """
    media omitted|image omitted|video omitted|video note omitted|audio omitted|sticker omitted|gif omitted
    document omitted|contact card omitted|view once voice message omitted|view once photo omitted
    view once video omitted|live location shared|null|medien ausgeschlossen|medien weggelassen|bild weggelassen
    video weggelassen|videonotiz weggelassen|audio weggelassen|sticker weggelassen|gif weggelassen
    dokument weggelassen|kontaktkarte ausgelassen|kontaktkarte weggelassen|live-standort wird geteilt
    multimedia omitido|archivo omitido|imagen omitida|video omitido|vídeo omitido|audio omitido|sticker omitido
    gif omitido|documento omitido|tarjeta de contacto omitida|ubicación en tiempo real compartida|médias omis
    image absente|vidéo absente|audio omis|sticker omis|gif retiré|document manquant|fiche contact omise
    localisation en direct partagée|mídia oculta|arquivo de mídia oculto|ficheiro não revelado|imagem ocultada
    áudio ocultado|figurinha omitida|cartão do contato omitido|localização em tempo real compartilhada
    media omessi|immagine omessa|video omesso|audio omesso|sticker omesso|sticker non incluso|gif esclusa
    documento omesso|scheda contatto omessa|media weggelaten|afbeelding weggelaten|video weggelaten
    audio weggelaten|sticker weggelaten|gif weggelaten|document weggelaten|contactkaart weggelaten
    live locatie gedeeld|media har utelämnats|media utelämnad|medier udeladt|media utelatt|media jätettiin pois
    pominięto multimedia|multimedia pominięte|без медиафайлов|медиафайл пропущен|изображение отсутствует
    видео отсутствует|аудиофайл отсутствует|medya dahil edilmedi|görüntü dahil edilmedi|video dahil edilmedi
    ses dahil edilmedi|media tidak disertakan|gambar tidak disertakan|تم استبعاد الوسائط|تم حذف الوسائط
    省略多媒体文件|忽略多媒体文件|省略多媒體檔案|图像已忽略|圖片已略去|メディアは含まれていません
    画像は含まれていません|미디어 파일 생략됨|미디어 파일을 제외한|사진 생략됨|동영상 생략됨
    """
)
"""Bodies, lower case, without angle brackets and a final full stop, that stand for something that is not text."""

DELETED = _table(
    """
    this message was deleted|you deleted this message|you deleted this message as admin
    this message was deleted by admin|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht
    se eliminó este mensaje|este mensaje fue eliminado|eliminaste este mensaje|ce message a été supprimé
    vous avez supprimé ce message|mensagem apagada|essa mensagem foi apagada|esta mensagem foi apagada
    você apagou esta mensagem|apagou esta mensagem|questo messaggio è stato eliminato
    hai eliminato questo messaggio|dit bericht is verwijderd|dit bericht werd verwijderd
    je hebt dit bericht verwijderd|u hebt dit bericht verwijderd|det här meddelandet har raderats
    du raderade det här meddelandet|denne besked blev slettet|denne meldingen ble slettet
    tämä viesti poistettiin|poistit tämän viestin|ta wiadomość została usunięta|usunięto tę wiadomość
    сообщение удалено|данное сообщение удалено|вы удалили данное сообщение|bu mesaj silindi|bu mesajı sildiniz
    pesan ini telah dihapus|anda menghapus pesan ini|تم حذف هذه الرسالة|此消息已删除|您已删除此消息|此訊息已刪除
    このメッセージは削除されました|このメッセージを削除しました|삭제된 메시지입니다|이 메시지를 삭제했습니다
    """
)
"""Bodies, lower case, without a final full stop, that stand for a deleted message."""

MISSED_CALLS = _table(
    """
    missed voice call|missed video call|missed group voice call|missed group video call|missed call
    verpasster sprachanruf|verpasster videoanruf|verpasster anruf|verpasster gruppen-sprachanruf
    verpasster gruppen-videoanruf|llamada perdida|llamada de voz perdida|videollamada perdida|appel vocal manqué
    appel vidéo manqué|appel manqué|chamada de voz perdida|chamada de vídeo perdida|ligação de voz perdida
    ligação de vídeo perdida|chiamata vocale persa|videochiamata persa|chiamata persa|gemiste spraakoproep
    gemiste video-oproep|gemist audiogesprek|gemist videogesprek|missat röstsamtal|missat videosamtal
    пропущенный аудиозвонок|пропущенный видеозвонок|cevapsız sesli arama|cevapsız görüntülü arama
    panggilan suara tak terjawab|panggilan video tak terjawab|未接语音通话|未接视频通话|未接語音通話|不在着信
    부재중 음성통화|부재중 영상통화
    """
)
"""Bodies, lower case, that are a call whether or not an invisible mark goes before."""

CALLS = (
    *sorted(MISSED_CALLS),
    "voice call", "video call", "group call", "silenced", "sprachanruf", "videoanruf", "anruf", "llamada",
    "videollamada", "appel vocal", "appel vidéo", "chamada de", "ligação de", "chiamata", "videochiamata",
    "spraakoproep", "video-oproep",
)  # fmt: skip
"""Starts of bodies, lower case, that are a call when an invisible mark goes before."""

EDITED = _table(
    """
    this message was edited|diese nachricht wurde bearbeitet|se editó este mensaje|ce message a été modifié
    mensagem editada|esta mensagem foi editada|questo messaggio è stato modificato|dit bericht is bewerkt
    det här meddelandet har redigerats|ta wiadomość została edytowana|сообщение изменено|bu mesaj düzenlendi
    pesan ini diedit|تم تعديل هذه الرسالة|此消息已编辑|このメッセージは編集されました|메시지를 수정했습니다
    """
)
"""What stands in angle brackets behind an edited message, lower case, without a final full stop."""

ATTACHED = _table(
    """
    file attached|datei angehängt|archivo adjunto|fichier joint|arquivo anexado|ficheiro anexado|file allegato
    bestand bijgevoegd|bifogad fil|fil vedhæftet|fil vedlagt|tiedosto liitetty|plik dołączony|załączony plik
    файл добавлен|dosya ekli|file terlampir|ملف مرفق|文件附件|檔案附件|添付ファイル|파일 첨부됨
    """
)
"""What stands in round brackets behind the name of an attached file, lower case."""

SYSTEM = re.compile(
    r"""end-to-end|ende-zu-ende|de\ extremo\ a\ extremo|de\ bout\ en\ bout|de\ ponta\ a\ ponta
    |changed\ (?:the\ subject|the\ group|this\ group|their\ phone|to\ \+|your\ security)
    |security\ code|created\ (?:the\ )?group|updated\ the\ message\ timer|turned\ (?:on|off)\ (?:disappearing|admin)
    |disappearing\ messages|is\ a\ contact|joined\ using\ (?:this|a)\ group|pinned\ a\ message
    |started\ a\ (?:call|video\ call)|(?:was|were)\ added$|added\ you$
    |hat\ den\ betreff|hat\ die\ gruppe|hat\ das\ gruppenbild|die\ gruppenbeschreibung|sicherheitsnummer
    |selbstlöschende|cambió\ (?:el\ asunto|la\ descripción|el\ ícono|el\ icono)|creó\ el\ grupo
    |a\ (?:changé|créé|modifié)\ l|mudou\ (?:o\ assunto|a\ descrição|o\ nome)|criou\ o\ grupo
    |ha\ (?:cambiato|creato)\ |heeft\ (?:het\ onderwerp|de\ groep)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that mark a line as written by WhatsApp itself, when other signs agree."""

ENCRYPTED = re.compile(
    "end-to-end|ende-zu-ende|extremo a extremo|bout en bout|ponta a ponta|端到端|エンドツーエンド|종단간", re.IGNORECASE
)
"""The notice a chat begins with."""

TITLE = re.compile(
    r"""WhatsApp\ Chat\ with\ (?P<en>.+)|WhatsApp-Chat\ mit\ (?P<de>.+)|Chat\ de\ WhatsApp\ con\ (?P<es>.+)
    |Conversa\ do\ WhatsApp\ com\ (?P<pt>.+)|Discussion\ WhatsApp\ avec\ (?P<fr>.+)|Chat\ WhatsApp\ con\ (?P<it>.+)
    |WhatsApp-chatt?\ me[dt]\ (?P<nl>.+)|Czat\ WhatsApp\ z\ (?P<pl>.+)|Чат\ WhatsApp\ с\ (?:контактом\ )?(?P<ru>.+)
    |Obrolan\ WhatsApp\ dengan\ (?P<id>.+)|(?P<tr>.+)\ ile\ WhatsApp\ Sohbeti|与\s?(?P<zh>.+?)\s?的\s?WhatsApp\s?聊天
    |WhatsApp.{0,24}?\ -\ (?P<ios>.+)""",
    re.VERBOSE,
)
"""Names of export files, without their ending; the one group that is set is the contact or the group."""
