"""What WhatsApp writes in a person's place, per language, as facts: calls, edits, files, events."""

from __future__ import annotations

import re

from studio.ingest.formats.whatsapp.omitted import table

MISSED_CALLS = table(
    """
    missed voice call|missed video call|missed group voice call|missed group video call|missed call
    שיחה קולית שלא נענתה|שיחת וידאו שלא נענתה|пропущенный аудиозвонок|пропущенный видеозвонок|appel vocal manqué
    appel vidéo manqué|appel manqué|chiamata vocale persa|videochiamata persa|chiamata persa|chamada de voz perdida
    chamada de vídeo perdida|videochamada perdida|ligação de voz perdida|ligação de vídeo perdida|llamada perdida
    llamada de voz perdida|videollamada perdida|αναπάντητη φωνητική κλήση|αναπάντητη βιντεοκλήση|αναπάντητη κλήση
    пропущений аудіодзвінок|пропущений відеодзвінок|verpasster sprachanruf|verpasster videoanruf|verpasster anruf
    verpasster gruppen-sprachanruf|verpasster gruppen-videoanruf|مكالمة صوتية فائتة|مكالمة فيديو فائتة
    ভয়েস কল মিস করেছেন|ভিডিও কল মিস করেছেন|未接語音通話|未接视频通话|未接視像通話|未接语音通话|cuộc gọi nhỡ
    cuộc gọi nhỡ video|مسڈ وائس کال|مسڈ ویڈیو کال|cevapsız sesli arama|cevapsız görüntülü arama|สายที่ไม่ได้รับ
    วิดีโอคอลที่ไม่ได้รับ|missat röstsamtal|missat samtal|missat videosamtal|zmeškaný hovor|zmeškaný hlasový hovor
    zmeškaný videohovor|nieodebrane poł. głosowe|nieodebrane połączenie|nieodebrane poł. wideo|apel vocal ratat
    apel video ratat|apel vocal nepreluat|apel video nepreluat|gemist spraakgesprek|gemist audiogesprek
    gemiste spraakoproep|gemist videogesprek|gemiste video-oproep|tapt taleanrop|tapt videoanrop
    panggilan suara terlepas|panggilan video terlepas|मिस्ड व्हॉइस कॉल|मिस्ड व्हिडिओ कॉल|부재중 전화|부재중 음성통화
    부재중 영상통화|音声通話不在着信|不在着信|ビデオ通話不在着信|nem fogadott hanghívás|nem fogadott videohívás
    nem fogadott videóhívás|panggilan suara tak terjawab|panggilan video tak terjawab|propušteni glasovni poziv
    propušten glasovni poziv|propušteni videopoziv|propušten video poziv|वॉइस कॉल मिस हुई|मिस्ड वॉइस कॉल
    मिस्ड वीडियो कॉल|vastaamaton äänipuhelu|vastaamaton videopuhelu|تماس صوتی پاسخ داده نشده
    تماس تصویری پاسخ داده نشده|ubesvaret taleopkald|mistet opkald|ubesvaret videoopkald|trucada de veu perduda
    trucada de vídeo perduda|videotrucada perduda|пропуснато гласово обаждане|пропуснато видео обаждане
    пропуштен гласовни позив|пропуштен видео позив
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

EDITED = table(
    """
    this message was edited|diese nachricht wurde bearbeitet|se editó este mensaje|ce message a été modifié
    mensagem editada|esta mensagem foi editada|questo messaggio è stato modificato|dit bericht is bewerkt
    det här meddelandet har redigerats|ta wiadomość została edytowana|сообщение изменено|bu mesaj düzenlendi
    pesan ini diedit|تم تعديل هذه الرسالة|此消息已编辑|このメッセージは編集されました|메시지를 수정했습니다
    """
)
"""What stands in angle brackets behind an edited message, lower case, without a final full stop."""

ATTACHED = table(
    """
    file attached|fișier atașat|файл добавлен|nakalakip na file|附件檔案|檔案附件|file allegato|arxiu adjunt
    soubor byl přiložen|文件附件|file terlampir|添付ファイル有り|添付ファイル|συνημμένο αρχείο|pievienots fails
    fil vedhæftet|फाइल संलग्न|қосымша файл|ફાઇલ જોડાયેલ|קובץ מצורף|fail dilampirkan|arquivo anexado
    फाइल अटैच कर दी गई है|fayl biriktirildi|załączony plik|plik dołączony|tệp đính kèm|skedë e ngjitur|bifogad fil
    priložena datoteka|súbor pripojený|پیوستہ فائل|faili limeambatanishwa|dosya ekli|ไฟล์ที่แนบ|پیوست شد|byla prisegta
    vedlagt fil|fil vedlagt|liitetiedosto|tiedosto liitetty|fichier joint|archivo adjuntado|archivo adjunto
    fail lisatud|datoteka u privitku|fájl csatolva|bestand bijgevoegd|прикачен файл|ফাইল সংযুক্ত হয়েছে|lêer aangeheg
    datei angehängt|fayl əlavə olunub|파일 첨부됨|ഫയൽ ചേർത്തു|прикачен фајл|الملف مرفق|ملف مرفق|ficheiro anexado
    файл додано|прикачена датотека
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
"""The notice a chat begins with, where an invisible mark goes before."""

NOTICE = re.compile(
    r"""Messages\ and\ calls\ are\ end-to-end\ encrypted|Messages\ to\ this\ (?:chat|group)\ .{0,20}are\ now\ secured
    |Nachrichten\ und\ Anrufe\ sind\ Ende-zu-Ende|Nachrichten,\ die\ du\ in\ diesem\ Chat
    |Les\ messages\ et\ les\ appels\ sont\ chiffrés|I\ messaggi\ e\ le\ chiamate\ sono\ crittografati
    |As\ mensagens\ e\ (?:as\ )?chamadas\ são|Los\ mensajes\ y\ (?:las\ )?llamadas\ (?:están|en\ este\ chat)
    |Els\ missatges\ i\ les\ trucades\ estan|Mesajele\ și\ apelurile\ sunt
    |Berichten\ en\ (?:ge|op)\w+\ .{0,8}end-to-end|Meddelanden\ och\ samtal\ är|Beskeder\ og\ opkald\ er
    |Meldinger\ og\ samtaler\ er|Viestit\ ja\ puhelut\ salataan|Zprávy\ a\ hovory\ jsou|Správy\ a\ hovory\ sú
    |Wiadomości\ i\ połączenia\ są|Az\ üzenetek\ és\ hívások\ végpontok|Poruke\ i\ pozivi
    |Сообщения\ и\ звонки\ защищены|Повідомлення\ й\ дзвінки\ захищено|Mesajlar\ ve\ aramalar\ uçtan
    |Τα\ μηνύματα\ και\ οι\ κλήσεις\ κρυπτογραφούνται|Pesan\ dan\ panggilan\ terenkripsi
    |Mesej\ dan\ panggilan\ disulitkan|Tin\ nhắn\ và\ cuộc\ gọi\ được\ mã|ข้อความและการโทรได้รับการเข้ารหัส
    |मैसेजेस\ और\ कॉल्स\ एंड|मेसेजेस\ आणि\ कॉल्स\ एन्ड|মেসেজ\ এবং\ কল\ এন্ড|ההודעות\ והשיחות\ מוצפנות
    |الرسائل\ والمكالمات\ مشفرة|میسجز\ اور\ کالز\ اینڈ|訊息和通話經端對端加密|訊息已受端對端加密
    |消息和通话都进行端到端加密|メッセージと通話はエンドツーエンド|메시지\ 및\ 전화는\ 종단간
    |Your\ security\ code\ with\ [^\n]{1,80}\ changed|Deine\ Sicherheitsnummer\ für\s
    |Votre\ code\ de\ sécurité\ avec\s|Il\ tuo\ codice\ di\ sicurezza\ con\s|(?:O\ s|S)eu\ código\ de\ segurança\s
    |Cambió\ tu\ código\ de\ seguridad|(?:Uw|Je)\ beveiligingscode\ voor|Twój\ kod\ zabezpieczeń\ z
    |Bezpečnostní\ kód\ mezi|Bezpečnostný\ kód,\ ktorý|Ваш\ код\ безопасности\ с|Код\ безпеки\ з\ контактом
    |Kode\ keamanan\ Anda\ dengan|Mã\ bảo\ mật\ của\ bạn\ với|รหัสความปลอดภัยของคุณกับ
    |[^\n]{1,80}\ ile\ aranızdaki\ güvenlik\ kodu|[^\n]{1,80}\ के\ लिए\ आपका\ सुरक्षा\ कोड|تغيّر\ رمز\ أمانك
    |[^\n]{1,80}とのセキュリティコードが変更|您[與和与][^\n]{1,80}安全[代码碼]""",
    re.VERBOSE,
)
"""How WhatsApp's remarks about encryption begin, for chats whose invisible marks were lost."""

TITLE = re.compile(
    r"""WhatsApp\ Chat\ with\ (?P<en>.+)|WhatsApp[ -]Chat\ mit\ (?P<de>.+)|Chat\ de\ WhatsApp\ con\ (?P<es>.+)
    |Conversa\ [dn]o\ WhatsApp\ com\ (?P<pt>.+)|Discussion\ WhatsApp\ avec\ (?P<fr>.+)|Chat\ WhatsApp\ con\ (?P<it>.+)
    |WhatsApp-chatt?\ me[dt]\ (?P<nl>.+)|Czat\ WhatsApp\ z\ (?P<pl>.+)|Чат\ WhatsApp\ с\ (?:контактом\ )?(?P<ru>.+)
    |Obrolan\ WhatsApp\ dengan\ (?P<id>.+)|(?P<tr>.+)\ ile\ WhatsApp\ Sohbeti|与\s?(?P<zh>.+?)\s?的\s?WhatsApp\s?聊天
    |Chat\ WhatsApp\ s\ uživatelem\ (?P<cs>.+)|Chat\ WhatsApp\ cu\ (?P<ro>.+)|Chat\ de\ WhatsApp\ amb\ (?P<ca>.+)
    |WhatsApp.{0,24}?\ -\ (?P<ios>.+)""",
    re.VERBOSE,
)
"""Names of export files, without their ending; the one group that is set is the contact or the group."""
