"""What WhatsApp writes where something was left out or deleted, in every language seen."""

from __future__ import annotations


def table(phrases: str) -> frozenset[str]:
    """Phrases parted by `|` and by lines."""
    return frozenset(phrase.strip() for line in phrases.splitlines() for phrase in line.split("|") if phrase.strip())


def folded(text: str) -> str:
    """A body as the tables hold it: lower case, without angle brackets around it and a full stop behind."""
    inner = text[1:-1] if len(text) < 80 and text.startswith("<") and text.endswith(">") else text
    return inner.casefold().strip().rstrip(".。।۔")


DOCUMENTS = table(
    """
    document omitted|מסמך הושמט|документ отсутствует|document manquant|documento omesso|documento não revelado
    documento omitido|έγγραφο παραλείφθηκε|документ пропущено|dokument weggelassen|لم يتم إدراج المستند
    ডকুমেন্ট বাদ দেওয়া হয়েছে|文件已略去|文件已忽略|文档已省略|đã bỏ qua tài liệu|دستاویز نظرانداز
    belge dahil edilmedi|ละเว้นเอกสาร|dokument uteslutet|dokument vynechaný|dokument pominięty|document omis
    document weggelaten|utelatt dokument|dokumen tidak dimasukkan|डॉक्युमेंट वगळले|문서 생략됨
    ドキュメントは含まれていません|dokumentum kihagyva|dokumen tidak disertakan|dokument izostavljen
    डॉक्यूमेंट छोड़ा गया|ડોક્યુમેન્ટ સામેલ કર્યું નહિ|dokumenttia ei sisällytetä|سند حذف شد|dokument udeladt
    dokument vynechán|document omès
    """
)
"""Where a document was left out; on iOS its name goes before."""

MEDIA = DOCUMENTS | table(
    """
    image omitted|התמונה הושמטה|изображение отсутствует|image absente|immagine omessa|imagem não revelada
    imagen omitida|εικόνα παραλείφθηκε|зображення відсутнє|bild weggelassen|لم يتم إدراج الصورة|ইমেজ বাদ দেওয়া হয়েছে
    圖片已略去|圖像已省略|照片已忽略|图像已忽略|đã bỏ qua hình ảnh|تصویر نکال دی گئی ہے|görüntü dahil edilmedi
    ไม่มีรูปภาพ|bild utesluten|obrázok vynechaný|obraz pominięty|imagine omisă|imagem ocultada|afbeelding weggelaten
    bilde ikke inkludert|imej tidak dimasukkan|इमेज वगळली|이미지 생략됨|사진 생략됨|画像は含まれていません
    kép küldése sikertelen|gambar tidak disertakan|slika izostavljena|फ़ोटो हटाई गई|છબી પડતી મૂકાઈ|تصویر حذف شد
    billede udeladt|obrázek vynechán|imatge omesa|video omitted|video note omitted|סרטון הווידאו הושמט
    видео отсутствует|vidéo absente|video omesso|vídeo não revelado|video omitido|βίντεο παραλείφθηκε|відео відсутнє
    video weggelassen|videonotiz weggelassen|لم يتم إدراج الفيديوهات|ভিডিও বাদ দেওয়া হয়েছে|影片已略去|影片已省略
    视频已忽略|đã bỏ video|ویڈیو نظرانداز|video dahil edilmedi|วิดีโอถูกลบ|video utesluten|video vynechané
    wideo pominięte|clip video omis|vídeo omitido|video weggelaten|video utelatt|video tidak dimasukkan|व्हिडीओ वगळला
    비디오 생략됨|동영상 생략됨|ビデオは含まれていません|動画は含まれていません|videó kihagyva|video tidak disertakan
    video izostavljen|वीडियो छोड़ा गया|વિડિયો પડતી મુકાઈ|videota ei sisällytetä|ویدیو حذف شد|video udeladt
    video vynecháno|vídeo omès|audio omitted|קטע קול הושמט|השמע הושמט|аудиофайл отсутствует|audio omis|audio omesso
    ficheiro de áudio não revelado|audio omitido|ήχοσ παραλείφθηκε|аудіо відсутнє|audio weggelassen
    لم يتم إدراج المقاطع الصوتية|অডিও বাদ দেওয়া হয়েছে|音訊已略去|音訊已省略|音频已忽略|bỏ qua tệp âm thanh
    آڈیو نظرانداز|ses dahil edilmedi|ไม่มีไฟล์เสียง|ljud utelslutet|ljud uteslutet|zvuk vynechaný|audio pominięte
    áudio ocultado|audio weggelaten|lyd utelatt|audio tidak dimasukkan|ऑडिओ वगळला|오디오 생략됨|音声は含まれていません
    hang kihagyása|audio tidak disertakan|zvuk izostavljen|ऑडियो हटाई गयी|ઓડિયો ફાઇલ શામેલ કરી નથી
    äänitiedostoa ei sisällytetä|صدا حذف شد|lyd udeladt|zvukový soubor vynechán|àudio omès|sticker omitted|סטיקר הושמט
    стикер не добавлен|sticker omis|sticker non incluso|sticker omesso|sticker não revelado|sticker omitido
    αυτοκόλλητο παραλήφθηκε|наклейку не додано|sticker weggelassen|تم حذف الملصقات|স্টিকার বাদ দেওয়া হয়েছে
    貼圖已略去|貼圖已忽略|贴图已省略|đã bỏ sticker|اسٹیکر نظرانداز|çıkartma dahil edilmedi|ไม่มีสติกเกอร์
    sticker utesluten|nálepka vynechaná|pominięto naklejkę|figurinha omitida|sticker weggelaten|klistremerke utelatt
    pelekat tidak disertakan|स्टिकर वगळले|스티커 제외됨|スタンプは含まれていません|matrica kihagyva
    stiker tidak disertakan|naljepnica izostavljena|स्टिकर छोड़ा गया|સ્ટીકર પડતું મુકાયું|tarraa ei sisällytetty
    استیکر حذف شد|klistermærke udeladt|nálepka vynechána|adhesiu omès|gif omitted|gif הושמט|gif отсутствует|gif retiré
    gif esclusa|gif não revelada|gif omitido|παράληψη gif|gif-анімацію пропущено|gif weggelassen|لم يتم إدراج صورة gif
    জিআইএফ বাদ দেওয়া হয়েছে|gif 已略去|gif 圖片已被省略|gif 动态图已被忽略|đã bỏ qua ảnh gif|gif  نظرانداز
    gif dahil edilmedi|ละเว้น gif|gif utesluten|gif vynechaný|plik gif pominięty|gif omis|gif weggelaten|gif utelatt
    gif tidak dimasukkan|gif वगळले|gif 생략됨|gifは含まれていません|gif fájl kihagyása|gif tidak disertakan
    gif izostavljen|gif छोड़ा गया|gif પડતી મૂકાઈ|gif-animaatio jätetty pois|gif حذف شد|gif udeladt|gif vynechán
    gif omès|contact card omitted|כרטיס איש קשר הושמט|карточка контакта отсутствует|fiche contact manquante
    fiche contact omise|scheda contatto omessa|contacto não revelado|tarjeta de contacto omitida
    η κάρτα επαφήσ παραλήφθηκε|картка контакту відсутня|kontaktkarte ausgelassen|kontaktkarte weggelassen
    لم يتم إدراج بطاقة جهة اتصال|পরিচিতির কার্ড বাদ দেওয়া হয়েছে|聯絡人卡片已略去|聯絡人卡片已省略|联系人卡片已忽略
    bỏ qua thẻ liên lạc|رابطہ کارڈ نظر انداز|kişi kartı dahil edilmedi|บัตรรายชื่อที่ละเว้น|kontaktkort uteslutet
    karta kontaktu vynechaná|pominięta wizytówka kontaktu|carte de vizită contact omisă|cartão do contato omitido
    visitekaartje weggelaten|contactkaart weggelaten|kontaktkort sløyfet|kad kenalan tidak dimasukkan
    संपर्क कार्ड वगळले|연락처 카드 생략됨|連絡先カードを省略|névjegykártya kihagyva|kartu kontak tidak disertakan
    posjetnica izostavljena|कॉन्टैक्ट कार्ड छोड़ा गया|સંપર્કનું કાર્ડ પડતું મૂકાયું|yhteystietokortti jätettiin pois
    برگ مخاطب حذف شد|kontaktkort udeladt|vizitka vynechána|targeta de contacte omesa|media omitted|null
    view once voice message omitted|view once photo omitted|view once video omitted|conținut media omis
    మాధ్యమం విస్మరించబడింది|మీడియా విస్మరించబడింది|файл пропущен|медиафайл пропущен|без медиафайлов
    walang kalakip na media|忽略多媒體檔|省略多媒體檔案|media omesso|media omessi|mitjans omesos
    fitxers multimèdia omesos|média vynechána|média vynechány|省略多媒体文件|忽略多媒体文件|media tidak disertakan
    メディアは含まれていません|メディアなし|εξαίρεση πολυμέσων|αρχείο παραλήφθηκε|bez multivides
    nav iekļauta multivide|mediefil udeladt|medier udeladt|मीडिया वगळले|मीडिया वगळण्यात आला|файл қосылған жоқ
    файлдар қосылмаған|મીડિયા અવગણાયું|મીડિયા અવગણવામાં આવ્યા|મિડિયા છોડી મૂકાયું|מדיה הושמטה|המדיה לא נכללה
    media disingkirkan|media dikecualikan|mídia omitida|mídia oculta|arquivo de mídia oculto|मीडिया के बिना
    fayl o‘tkazib yuborildi|pliki pominięto|pominięto multimedia|multimedia pominięte|bỏ qua media
    bỏ qua tệp phương tiện|media u hoq|media hequr|media har utelämnats|media utelämnad|media utelämnat|medij izpuščen
    datoteke izpuščene|médiá vynechané|میڈیا چھوڑ دیا گیا|میڈیا ہٹا دیا گیا|media imerukwa|media hazijajumuishwa
    medya atlanmış|medya dahil edilmedi|ஊடகங்கள் நீக்கப்பட்டது|கோப்புகள் விடப்பட்டன|สื่อถูกลบ|ไฟล์สื่อถูกลบ
    پيوست نما/آهنگ حذف شد|رسانه حذف شد|praleistas medijos turinys|medija praleista|uten vedlegg|media utelatt
    media jätetty pois|media jätettiin pois|fichier omis|médias omis|archivo omitido|multimedia omitido
    meedia ära jäetud|meedia välja jäetud|medijski zapis izostavljen|hiányzó médiafájl|média elhagyva|media weggelaten
    без файл|без фајл|без фајлови|মিডিয়া বাদ দেওয়া হয়েছে|media weggelaat|medien weggelassen|medien ausgeschlossen
    media çıxarılmışdır|media buraxıldı|미디어 파일을 생략한 대화내용|미디어 파일 제외됨|미디어 파일을 제외한
    미디어 파일 생략됨|മീഡിയ ഒഴിവാക്കി|ಮೀಡಿಯಾ ಕೈಬಿಡಲಾಗಿದೆ|ಮಾಧ್ಯಮ ಕೈಬಿಡಲಾಗಿದೆ|تم استبعاد الوسائط|تم حذف الوسائط
    ficheiro não revelado|медіа пропущено|медији су изостављени|ਮੀਡੀਆ ਛੱਡਿਆ ਗਿਆ|ਮੀਡੀਆ ਛੱਡਿਆ|ບໍ່ລວມມີເດຍ
    ınalis ang media|live location shared|locație în timp real distribuită|геоданные отправлены|實時位置已分享
    posizione attuale condivisa|ubicació en directe compartida|byla sdílena aktuální poloha|共享实时位置
    lokasi terkini dibagikan|ライブロケーション共有|η τωρινή τοποθεσία κοινοποιήθηκε|live placering delt
    सध्याचे थेट ठिकाण शेअर केले|משתף מיקום בשידור חי|lokasi terkini dikongsi|localização atual compartilhada
    localização em tempo real compartilhada|लाइव स्थान साझा किया गया|udostępniona transmisja położenia
    vị trí hiện thời được chia sẻ|liveposition delad|lokacija v živo je bila deljena|bola zdieľaná aktuálna poloha
    mevcut konum paylaşıldı|ตำแหน่งปัจจุบันถูกแบ่งปัน|مکان زنده به اشتراک گذاشته شد|posisjon i sanntid delt
    live-sijainti jaettu|localisation en direct partagée|ubicación en tiempo real compartida
    trenutna lokacija podijeljena|tartózkodási hely megosztva|live locatie gedeeld
    местоположение в реално време споделено|live-standort wird geteilt|공유한 실시간 위치|تمت مشاركة الموقع المباشر
    está a partilhar a sua localização|геодані надіслано|локација уживо подељена
    """
)
"""Bodies that stand for something that is not text."""

DELETED = table(
    """
    this message was deleted|you deleted this message|you deleted this message as admin
    this message was deleted by admin|this message was deleted by an admin|הודעה זו נמחקה|מחקת את ההודעה הזו
    מחקת הודעה זו|данное сообщение удалено|сообщение удалено|вы удалили данное сообщение|вы удалили это сообщение
    ce message a été supprimé|vous avez supprimé ce message|questo messaggio è stato eliminato
    hai eliminato questo messaggio|esta mensagem foi apagada|essa mensagem foi apagada
    esta mensagem foi apagada pelo remetente|apagou esta mensagem|você apagou esta mensagem|mensagem apagada
    se eliminó este mensaje|este mensaje fue eliminado|eliminaste este mensaje|αυτό το μήνυμα διαγράφηκε
    διαγράψατε αυτό το μήνυμα|διαγράψατε το μήνυμα|це повідомлення було видалено|ви видалили це повідомлення
    diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|تم حذف هذه الرسالة|لقد حذَفت هذه الرسالة
    أنت حذفت هذه الرسالة|এই মেসেজটি বাদ দেওয়া হয়েছে|আপনি এই মেসেজটি বাদ দিয়েছেন|এই বার্তাটি মুছে ফেলা হয়েছে
    আপনি এই বার্তাটি মুছে ফেলেছেন|此訊息已刪除|您已刪除此訊息|这条消息已被删除|此消息已删除|您已删除这条消息
    您已删除此消息|信息已删除|您删除这个信息|tin nhắn này đã bị xóa|tin nhắn này đã bị xoá|bạn đã xóa tin nhắn này
    bạn đã xoá tin nhắn này|یہ میسج حذف کر دیا گیا ہے|آپ نے یہ میسج حذف کر دیا ہے|یہ پیغام حذف کیا گیا
    آپ نے اس پیغام کو حذف کیا|bu mesaj silindi|bu mesajı sildiniz|ข้อความนี้ถูกลบแล้ว|ข้อความนี้ได้ถูกลบ
    คุณได้ลบข้อความนี้|คุณลบข้อความนี้|det här meddelandet raderades|det här meddelandet har raderats
    detta meddelande raderades|du har tagit bort meddelandet|du raderade det här meddelandet
    du raderade detta meddelande|táto správa bola odstránená|túto správu ste odstránili|ta wiadomość została usunięta
    usunięto tę wiadomość|usunąłeś(-ęłaś) tę wiadomość|usunąłeś(aś) tę wiadomość|acest mesaj a fost șters
    ați șters acest mesaj|dit bericht is verwijderd|dit bericht werd verwijderd|u hebt dit bericht verwijderd
    je hebt dit bericht verwijderd|denne meldingen ble slettet|du slettet denne meldingen|mesej ini telah dipadam
    anda telah memadamkan mesej ini|हा मेसेज हटवण्यात आला|तुम्ही हा मेसेज हटवला|हा संदेश हटविण्यात आला होता
    आपण हा संदेश हटविलात|이 메시지는 삭제되었습니다|이 메시지를 삭제했습니다|삭제한 메시지입니다|삭제된 메시지입니다
    このメッセージは削除されました|このメッセージを削除しました|ez az üzenet törlésre került|ezt az üzenetet törölted
    törölted ezt az üzenetet|pesan ini dihapus|pesan ini telah dihapus|anda menghapus pesan ini
    anda telah menghapus pesan ini|ova je poruka izbrisana|ova poruka je izbrisana|izbrisali ste ovu poruku
    यह मैसेज डिलीट कर दिया गया है|आपने यह मैसेज डिलीट किया|यह संदेश मिटाया गया|आपने यह संदेश मिटाया
    આ મેસેજ ડિલીટ કરાયો|તમે આ મેસેજ ડિલીટ કર્યો|tämä viesti poistettiin|poistit tämän viestin|این پیام حذف شده است
    این پیام حذف شد|شما این پیام را حذف کردید|denne besked er blevet slettet|denne besked blev slettet
    du har slettet denne besked|du slettede denne besked|tato zpráva byla smazána|tuto zprávu jste smazal/a
    tato zpráva byla odstraněna|tuto zprávu jste odstranil/a|aquest missatge s'ha suprimit
    has suprimit aquest missatge|aquest missatge està esborrat|has esborrat aquest missatge|itong mensahe ay binura na
    binura mo itong mensahe|šī ziņa tika izdzēsta|jūs izdzēsāt šo ziņu|бұл хат жойылды|сіз бұл хатты жойдыңыз
    ushbu xabar o‘chirildi|siz ushbu xabarni o‘chirdingiz|to sporočilo je bilo izbrisano|to sporočilo ste izbrisali
    ujumbe huu ulifutwa|umefuta ujumbe huu|ši žinutė buvo ištrinta|jūs ištrynėte šią žinutę|see sõnum on kustutatud
    kustutasid selle sõnumi|съобщението беше изтрито|изтрихте това съобщение|hierdie boodskap was uitgevee
    jy het boodskap uitgevee|bu ismarıc silindi|siz bu ismarıcı sildiniz|ഈ സന്ദേശം ഇല്ലാതാക്കിയതാണ്
    оваа порака беше избришана|ја избриша оваа порака|ова порука је обрисана|обрисао/ла си ову поруку
    """
)
"""Bodies that stand for a deleted message."""
